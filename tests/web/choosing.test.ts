import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test";
import { rmSync, utimesSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { Store } from "../../src/store/store.ts";
import { launchBrowser, openWindow } from "../support/browser.ts";
import { CHROMIUM } from "../support/chromium.ts";
import { addTorrents } from "../support/indexed.ts";
import { testWith } from "../support/needs.ts";
import { fixture, type PageWorld, pageWorld } from "../support/page-world.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";
import { sparseFile, zerosTorrent } from "../support/sparse.ts";

// A browser on a busy machine.
setDefaultTimeout(TEST_TIMEOUT_MS);

const browserTest = testWith(CHROMIUM !== null, "Chromium");

let world: PageWorld;
let chromium: Browser;

beforeAll(async () => {
  world = pageWorld();
  if (CHROMIUM !== null) chromium = await launchBrowser("--host-resolver-rules=MAP tracker.example 127.0.0.1");
});

afterAll(async () => {
  await chromium?.close();
  await world[Symbol.asyncDispose]();
});

/** Runs what was chosen and tells how many torrents of it are found. */
async function found(page: Page): Promise<number> {
  await page.getByRole("button", { name: "Find my torrents" }).click();
  await page.getByRole("button", { name: "Choose another folder" }).waitFor();
  return page.locator(".list li").count();
}

async function dropped(url: string): Promise<void> {
  await using window = await openWindow(chromium);
  const { page, context, faults } = window;
  await page.goto(url);
  const box = await page.locator(".drop").boundingBox();
  const devtools = await context.newCDPSession(page);
  const data = {
    items: [],
    files: [world.dir.path("library", "old"), world.dir.path("library", "book.epub")],
    dragOperationsMask: 1,
  };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", { type, x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20, data });
  }
  await page.getByText(/^\d+ files, /).waitFor();
  // Four files in two folders, one beside them.
  expect(await found(page)).toBe(2);
  expect(await page.locator(".list bdi").allTextContents()).toEqual([
    "Leaves of Grass by Walt Whitman.epub",
    "numbers",
  ]);
  expect(faults).toEqual([]);
}

browserTest("a folder and a file that are dropped are taken as they lie", () => dropped(world.url));

browserTest("they are as well where the page has neither TLS nor WebCrypto", () =>
  dropped(`http://tracker.example:${world.port}/`),
);

browserTest("a folder of the browser's own dialog is walked by the worker", async () => {
  await using window = await openWindow(chromium);
  const { page, faults } = window;
  // No driver answers the dialog. What it would answer is a handle, as the browser's own file system has them.
  await page.addInitScript(`globalThis.showDirectoryPicker = async () =>
    (await navigator.storage.getDirectory()).getDirectoryHandle("chosen")`);
  await page.goto(world.url);
  await page.evaluate(`(async () => {
    const write = async (folder, name, text) => {
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(text);
      await file.close();
    };
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("chosen", { create: true });
    let folder = root;
    for (const name of ["old", "numbers"]) folder = await folder.getDirectoryHandle(name, { create: true });
    for (const [name, text] of [["1.txt", "1"], ["2.txt", "22"], ["3.txt", "333"]]) await write(folder, name, text);
    for (let i = 0; i < 40; i++) await write(root, i + ".bin", "x".repeat(i));
  })()`);
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await page.getByText("43 files, 786 B").waitFor();
  expect(await found(page)).toBe(1);
  expect(await page.locator(".list bdi").allTextContents()).toEqual(["numbers"]);
  expect(faults).toEqual([]);
});

browserTest("at 200 % nothing is cut off or lies beside the page", async () => {
  // What a window of 1,280 by 800 shows at twice the size.
  await using window = await openWindow(chromium, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  const { page } = window;
  await page.goto(world.url);
  const cut = () =>
    page.evaluate(`[
      ...(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : []),
      ...[...document.querySelectorAll("button, label, select, input:not([hidden]), h1, h2, p, pre")].flatMap((each) => {
        const { left, right } = each.getBoundingClientRect();
        const isCut = left < 0 || right > innerWidth || each.scrollWidth > each.clientWidth + 1;
        return isCut && getComputedStyle(each).display !== "inline" ? [each.outerHTML.slice(0, 80)] : [];
      }),
    ]`);
  expect(await cut()).toEqual([]);
  await page.locator("input[type=file]").setInputFiles(world.dir.path("library"));
  await page.getByRole("button", { name: "Find my torrents" }).waitFor();
  expect(await cut()).toEqual([]);
  expect(await found(page)).toBe(5);
  expect(await cut()).toEqual([]);
});

browserTest("a file that changes or goes away after it was chosen is named", async () => {
  const { dir } = world;
  await using window = await openWindow(chromium);
  const { page } = window;
  await page.goto(world.url);
  dir.write("moving/alice.txt", fixture("alice.txt"));
  dir.write("moving/book.epub", fixture("Leaves of Grass by Walt Whitman.epub"));
  await page.locator("input[type=file]").setInputFiles(dir.path("moving"));
  await page.getByRole("button", { name: "Find my torrents" }).waitFor();
  const later = new Date(Date.now() + 60_000);
  utimesSync(dir.path("moving", "alice.txt"), later, later);
  rmSync(dir.path("moving", "book.epub"));
  expect(await found(page)).toBe(0);
  expect((await page.locator(".problems li").allTextContents()).sort()).toEqual([
    "moving/alice.txt: it changed since it was chosen",
    "moving/book.epub: it is gone",
  ]);
});

browserTest("a server that goes away in the middle is named, and the next try finds all", async () => {
  await using window = await openWindow(chromium);
  const { page } = window;
  await page.goto(world.url);
  await page.locator("input[type=file]").setInputFiles(world.dir.path("library"));
  await page.route("**/match/phase2", (route) => route.abort());
  await found(page);
  expect(await page.locator(".problems").textContent()).toContain("nothing answers at");
  await page.getByText("The server could not be asked about all files.").waitFor();
  expect(await page.getByText("Found no torrents").count()).toBe(0);
  await page.unroute("**/match/phase2");
  await page.getByRole("button", { name: "Try again" }).click();
  expect(await found(page)).toBe(5);
  expect(await page.getByText("The server could not be asked about all files.").count()).toBe(0);
});

browserTest("a run is paused, resumed and stopped, and what was found is kept", async () => {
  const { dir } = world;
  const length = 4 * 1024 ** 3;
  const torrent = zerosTorrent("large.bin", length);
  dir.write("root/large.torrent", torrent);
  const store = Store.open(dir.path("reseeder.db"));
  addTorrents(store, { "large.torrent": torrent }, dir.path("root"));
  store.close();
  dir.write("long/book.epub", fixture("Leaves of Grass by Walt Whitman.epub"));
  sparseFile(dir.path("long", "large.bin"), length);
  await using window = await openWindow(chromium);
  const { page } = window;
  await page.goto(world.url);
  await page.locator("input[type=file]").setInputFiles(dir.path("long"));
  const click = (name: string) => page.getByRole("button", { name }).click();
  /** Waits until more bytes are read, and tells how many. */
  const readMoreThan = async (bytes: number): Promise<number> => {
    for (;;) {
      const read = await page.evaluate<number | null>("document.querySelector('progress')?.value ?? null");
      if (read === null) throw new Error("the run has ended");
      if (read > bytes) return read;
      await Bun.sleep(50);
    }
  };
  await click("Find my torrents");
  await page.getByText("Leaves of Grass").waitFor();
  await readMoreThan(100_000_000);
  await click("Pause");
  let paused = -1;
  for (let now = await readMoreThan(0); now !== paused; now = await readMoreThan(0)) {
    paused = now;
    // Long enough for a run that goes on to read 32 MiB, after which it tells.
    await Bun.sleep(2_000);
  }
  expect(paused).toBeLessThan(length);
  await page.getByText(/^Checked \S+ \S+ of 4(\.\d+)? GiB, paused$/).waitFor();
  await click("Resume");
  await readMoreThan(paused);
  await click("Stop");
  await page.getByText("Stopped. What was found so far is listed below.").waitFor();
  expect(await page.locator(".list bdi").allTextContents()).toEqual(["Leaves of Grass by Walt Whitman.epub"]);
});

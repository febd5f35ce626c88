import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test";
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { startServer } from "../../src/http/server/listen.ts";
import { Store } from "../../src/store/store.ts";
import { openBrowser } from "../support/browser.ts";
import { CHROMIUM } from "../support/chromium.ts";
import { addTorrents } from "../support/indexed.ts";
import { testWith } from "../support/needs.ts";
import { encode } from "../support/torrent-builder.ts";
import { type Tree, tree } from "../support/tree.ts";

setDefaultTimeout(900_000);

const GIB = 1024 ** 3;
const HUGE = 60 * GIB;
const PIECE = 16 * 1024 * 1024;
const FILES = 100_000;

let dir: Tree;
let server: ReturnType<typeof startServer>;

/** A torrent of one file of zeros. */
function zeros(): Uint8Array {
  const whole = new Bun.CryptoHasher("sha1").update(new Uint8Array(PIECE)).digest();
  const pieces = Buffer.concat(Array.from({ length: HUGE / PIECE }, () => whole));
  return encode(
    new Map([
      [
        "info",
        new Map<string, never>(
          Object.entries({ length: HUGE, name: "huge.bin", "piece length": PIECE, pieces }) as never,
        ),
      ],
    ]),
  );
}

beforeAll(() => {
  dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  const torrent = zeros();
  dir.write("root/huge.torrent", torrent);
  addTorrents(store, { "huge.torrent": torrent }, dir.path("root"));
  store.close();
  server = startServer({ path: dir.path("reseeder.db"), host: "127.0.0.1", port: 0, log: () => {} });
});

afterAll(async () => {
  await server.stop(0);
  dir[Symbol.dispose]();
});

/** Resident MiB of the largest of the browser's processes that draw pages. */
function rendererMib(): number {
  const sizes = readdirSync("/proc").flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) return [];
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    } catch {
      return [];
    }
  });
  return Math.max(0, ...sizes);
}

testWith(CHROMIUM !== null, "Chromium")("a file of 60 GB is read in little memory, and stopped", async () => {
  mkdirSync(dir.path("large"));
  const file = openSync(dir.path("large", "huge.bin"), "w");
  ftruncateSync(file, HUGE);
  closeSync(file);
  await using browser = await openBrowser();
  const { page } = browser;
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await page.locator("input[type=file]").setInputFiles(dir.path("large"));
  const before = rendererMib();
  await page.getByRole("button", { name: "Find my torrents" }).click();
  const read = async () => Number((await page.locator("progress").getAttribute("value")) ?? 0);
  let most = 0;
  while ((await read()) < 4 * GIB) most = Math.max(most, rendererMib());
  console.log(`after ${(await read()) / GIB} GiB of 60: ${before.toFixed(0)} MiB before, ${most.toFixed(0)} at most`);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped.").waitFor();
  expect(most).toBeGreaterThan(0);
});

testWith(CHROMIUM !== null, "Chromium")(
  "100,000 files are listed and asked about while the page stays free",
  async () => {
    for (let i = 0; i < FILES; i++) {
      if (i % 1_000 === 0) mkdirSync(dir.path("many", `d${i}`), { recursive: true });
      writeFileSync(dir.path("many", `d${i - (i % 1_000)}`, `${i}.bin`), "x");
    }
    await using browser = await openBrowser();
    const { page, faults } = browser;
    await page.goto(`http://127.0.0.1:${server.port}/`);
    await page.evaluate(`{
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ entryTypes: ["longtask"] });
  }`);
    await page.locator("input[type=file]").setInputFiles(dir.path("many"), { timeout: 300_000 });
    const handed = await page.evaluate("globalThis.longest");
    await page.evaluate("globalThis.longest = 0");
    await page.getByText("100,000 files").waitFor({ timeout: 600_000 });
    console.log(
      `longest task: ${handed} ms when the browser handed over its list, then ${await page.evaluate("globalThis.longest")} ms`,
    );
    await page.getByRole("button", { name: "Find my torrents" }).click();
    await page.getByText("Nothing of this folder is on the tracker.").waitFor({ timeout: 300_000 });
    console.log(`longest task at the end: ${await page.evaluate("globalThis.longest")} ms`);
    expect(faults).toEqual([]);
  },
);

import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { startServer } from "../../src/http/server/listen.ts";
import { Store } from "../../src/store/store.ts";
import { openBrowser } from "../support/browser.ts";
import { CHROMIUM } from "../support/chromium.ts";
import { addTorrents } from "../support/indexed.ts";
import { testWith } from "../support/needs.ts";
import { sparseFile, zerosTorrent } from "../support/sparse.ts";
import { type Tree, tree } from "../support/tree.ts";

setDefaultTimeout(1_800_000);

const GIB = 1024 ** 3;
const HUGE = 60 * GIB;
const FILES = 100_000;

let dir: Tree;
let server: ReturnType<typeof startServer>;

beforeAll(() => {
  dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  const torrent = zerosTorrent("huge.bin", HUGE);
  dir.write("root/huge.torrent", torrent);
  addTorrents(store, { "huge.torrent": torrent }, dir.path("root"));
  store.close();
  server = startServer({ path: dir.path("reseeder.db"), host: "127.0.0.1", port: 0, log: () => {} });
});

afterAll(async () => {
  await server.stop(0);
  dir[Symbol.dispose]();
});

/** MiB of the process that draws a browser's page: what is resident, with the program's own code, and what is its alone. */
function rendererMib(profile: string): { resident: number; own: number } {
  const sizes = readdirSync("/proc").flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (!command.includes("--type=renderer") || !command.includes(profile)) return [];
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const mib = (what: string) => Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
      return [{ resident: mib("VmRSS"), own: mib("RssAnon") }];
    } catch {
      return [];
    }
  });
  return sizes.reduce((most, each) => (each.resident > most.resident ? each : most), { resident: 0, own: 0 });
}

testWith(CHROMIUM !== null, "Chromium")("a file of 60 GB is read to its end in less than 200 MB", async () => {
  mkdirSync(dir.path("large"));
  sparseFile(dir.path("large", "huge.bin"), HUGE);
  await using browser = await openBrowser();
  const { page, profile, faults } = browser;
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await page.locator("input[type=file]").setInputFiles(dir.path("large"));
  const button = (name: string) => page.getByRole("button", { name });
  await button("Find my torrents").waitFor();
  const before = rendererMib(profile);
  const most = { resident: 0, own: 0 };
  const begun = performance.now();
  await button("Find my torrents").click();
  const again = button("Choose another folder");
  for (let looks = 0; !(await again.isVisible()); looks++) {
    const now = rendererMib(profile);
    most.resident = Math.max(most.resident, now.resident);
    most.own = Math.max(most.own, now.own);
    if (looks % 120 === 0) {
      const read = Number(
        (await page
          .locator("progress")
          .getAttribute("value", { timeout: 1_000 })
          .catch(() => 0)) ?? 0,
      );
      console.log(`${(read / GIB).toFixed(1)} GiB read: ${now.resident.toFixed(0)} MiB`);
    }
    await Bun.sleep(250);
  }
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `60 GiB read in ${seconds.toFixed(0)} s; MiB resident: ${before.resident.toFixed(0)} before, ${most.resident.toFixed(0)} at most; of them the page's own: ${before.own.toFixed(0)} before, ${most.own.toFixed(0)} at most`,
  );
  expect(await page.locator(".list .status").allTextContents()).toEqual(["Ready"]);
  expect(most.resident).toBeGreaterThan(before.own);
  expect(most.resident * 1.048576).toBeLessThan(200);
  expect(faults).toEqual([]);
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
      globalThis.tasks = [];
      document.addEventListener("change", () => { globalThis.changed = performance.now(); }, true);
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          // The browser makes its list in the task that tells of it: what came before the event is none of the page's.
          const before = startTime < globalThis.changed && globalThis.changed < startTime + duration;
          if (before) globalThis.handing = globalThis.changed - startTime;
          globalThis.tasks.push(Math.round(before ? startTime + duration - globalThis.changed : duration));
        }
      }).observe({ entryTypes: ["longtask"] });
    }`);
    /** What kept the page from moving since it was last asked. */
    const tell = async (what: string) => {
      const tasks = await page.evaluate<number[]>("globalThis.tasks.splice(0)");
      const over = tasks.filter((ms) => ms > 100).length;
      console.log(`${what}: longest task ${Math.max(0, ...tasks)} ms, ${over} over 100 ms`);
    };
    await page.locator("input[type=file]").setInputFiles(dir.path("many"), { timeout: 300_000 });
    const find = page.getByRole("button", { name: "Find my torrents" });
    await find.waitFor({ timeout: 600_000 });
    const handing = await page.evaluate<number>("globalThis.handing / 1_000");
    console.log(`the browser made its list of 100,000 files in ${handing.toFixed(0)} s, before the page heard of it`);
    await tell("sizes of 100,000 files");
    expect(await page.locator("[role=status]").textContent()).toStartWith("100,000 files");
    await find.click();
    await page.getByText("Found no torrents for these files.").waitFor({ timeout: 300_000 });
    await tell("asking about them");
    expect(faults).toEqual([]);
  },
);

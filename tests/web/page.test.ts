import { afterAll, beforeAll, describe, expect, setDefaultTimeout } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { hashToken, tokenOf } from "../../src/core/access/token.ts";
import { Store } from "../../src/store/store.ts";
import { launchBrowser, openWindow } from "../support/browser.ts";
import { CHROMIUM } from "../support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { askPython, libtorrentPython } from "../support/libtorrent.ts";
import { testWith } from "../support/needs.ts";
import { NGINX, NginxConfig } from "../support/nginx.ts";
import { fixture, type PageWorld, pageWorld } from "../support/page-world.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";
import { ROOT } from "../support/root.ts";
import type { Tree } from "../support/tree.ts";
import { unzipped } from "../support/zip.ts";

// A browser on a busy machine.
setDefaultTimeout(TEST_TIMEOUT_MS);

const browserTest = testWith(CHROMIUM !== null, "Chromium");

let world: PageWorld;
let chromium: Browser;
let dir: Tree;
let url: string;

beforeAll(async () => {
  world = pageWorld();
  if (CHROMIUM !== null) chromium = await launchBrowser();
  ({ dir, url } = world);
});

afterAll(async () => {
  await chromium?.close();
  await world[Symbol.asyncDispose]();
});

async function choose(page: Page, folder = dir.path("library")): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(folder);
  await page.getByRole("button", { name: "Find my torrents" }).waitFor();
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Find my torrents" }).click();
  await page.getByRole("button", { name: "Choose another folder" }).waitFor();
}

/** Status, name and facts of each torrent of the list. */
const rows = (page: Page): Promise<[status: string, name: string, facts: string][]> =>
  page.evaluate(`[...document.querySelectorAll(".list li")].map((item) =>
    [".status", "bdi", "small"].map((part) => item.querySelector(part).textContent))`);

describe("the page in a browser", () => {
  browserTest("finds what a folder can seed, says why the rest cannot be, and saves the .torrents", async () => {
    await using window = await openWindow(chromium);
    const { page, faults } = window;
    await page.goto(url);
    await choose(page);
    await run(page);
    const shown = new Map((await rows(page)).map(([status, name, facts]) => [name, [status, facts]] as const));
    expect(shown.get("Leaves of Grass by Walt Whitman.epub")).toEqual(["Ready", "1 file · 353.5 KiB · 1 renamed"]);
    expect(shown.get("numbers")?.[0]).toBe("Ready");
    expect(shown.get("alice.txt")).toEqual(["Near", expect.stringContaining("piece 5 of 10 differs")]);
    // Its one piece lies across all files, and one of them is missing.
    expect(shown.has("lots-of-numbers")).toBe(false);
    expect(shown.get("pack")).toEqual(["Partial", expect.stringMatching(/two\.bin missing.* · 1 of 2 files · /)]);
    await page.getByRole("heading", { name: "5 torrents: 3 ready, 1 partial, 1 near", exact: true }).waitFor();
    // Nobody counted seeders here, so there is nothing to choose by.
    expect(await page.getByLabel("Only without seeders").count()).toBe(0);
    // Markup stays text; what turns the direction of writing is dropped where a .torrent is read.
    expect([...shown.keys()]).toContain("<img src=x onerror=alert(1)>gpj._exe");
    const greeting = await page.locator(".greeting").textContent();
    expect(greeting).toBe("Welcome <b>back</b>");

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /as ZIP/ }).click();
    await (await download).saveAs(dir.path("out.zip"));
    const files = unzipped(readFileSync(dir.path("out.zip")));
    const saved = files.filter(({ name }) => name.endsWith(".torrent"));
    expect(saved.map(({ name }) => name.slice(0, 7)).sort()).toEqual(
      ["Leaves ", "_img src", "numbers"].map((n) => n.slice(0, 7)),
    );
    expect(saved.some(({ bytes }) => bytes.equals(fixture("leaves.torrent")))).toBe(true);
    const layout = JSON.parse(files.find(({ name }) => name === "layout.json")?.bytes.toString() ?? "");
    expect(layout.torrents.find((each: { name: string }) => each.name.startsWith("Leaves")).files).toEqual([
      { path: "Leaves of Grass by Walt Whitman.epub", size: 362_017, local: "library/book.epub", whole: true },
    ]);
    const python = libtorrentPython();
    if (python !== null) {
      const script = `
import sys, json, struct, libtorrent as lt
data = sys.stdin.buffer.read(); at = 0
while at < len(data):
    (n,) = struct.unpack_from("<I", data, at); at += 4
    print(json.dumps(lt.torrent_info(lt.bdecode(data[at:at+n])).name())); at += n`;
      expect(
        askPython(
          python,
          script,
          saved.map(({ bytes }) => bytes),
        ),
      ).toHaveLength(3);
    }
    expect(faults).toEqual([]);
  });

  browserTest("has no fault that axe finds, at 320 pixels, in the dark, and in each step", async () => {
    await using window = await openWindow(chromium, {
      viewport: { width: 320, height: 640 },
      colorScheme: "dark",
      bypassCSP: true,
    });
    const { page } = window;
    const axe = readFileSync(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8");
    const violations = async () => {
      await page.evaluate(axe);
      return page.evaluate(
        "axe.run().then(({violations}) => violations.map(({id, nodes}) => id + ': ' + nodes[0].html))",
      );
    };
    const overflows = () => page.evaluate("document.documentElement.scrollWidth > innerWidth");
    await page.goto(url);
    await page.getByRole("button", { name: "Choose a folder" }).waitFor();
    expect([await violations(), await overflows()]).toEqual([[], false]);
    await choose(page);
    expect([await violations(), await overflows()]).toEqual([[], false]);
    await run(page);
    expect([await violations(), await overflows()]).toEqual([[], false]);
  });

  browserTest("tells that the server is away, and finds torrents when it is asked again", async () => {
    await using window = await openWindow(chromium);
    const { page } = window;
    await page.goto(url);
    await choose(page);
    await page.route("**/match/**", (route) => route.abort());
    await run(page);
    expect(await page.locator(".problems").textContent()).toContain("nothing answers at");
    await page.unroute("**/match/**");
    await page.getByRole("button", { name: "Choose another folder" }).click();
    await choose(page);
    await run(page);
    expect((await rows(page)).length).toBe(5);
  });

  testWith(CHROMIUM !== null && NGINX !== null, "Chromium and nginx")(
    "works under a prefix with the session of the tracker's site, with nothing to type",
    async () => {
      const outside = await freePort();
      using config = new NginxConfig(
        "",
        `location /reseeder_api/ {
           if ($cookie_session != "alice") { return 401; }
           proxy_pass http://127.0.0.1:${world.port}/;
           proxy_set_header Host $host;
           proxy_set_header X-Reseeder-User alice;
         }`,
        outside,
      );
      const store = Store.open(dir.path("reseeder.db"));
      store.write(() => store.settings.write("auth", "header"));
      try {
        await using _ = await config.start(`http://127.0.0.1:${outside}/`);
        await using window = await openWindow(chromium);
        const { page, context, faults } = window;
        await context.addCookies([{ name: "session", value: "alice", url: `http://127.0.0.1:${outside}` }]);
        const asked: string[] = [];
        context.on("request", (request) => asked.push(request.url()));
        await page.goto(`http://127.0.0.1:${outside}/reseeder_api/`);
        await choose(page);
        expect(await page.locator("input[type=password]").count()).toBe(0);
        await run(page);
        expect((await rows(page)).length).toBe(5);
        expect(asked.filter((each) => !each.startsWith(`http://127.0.0.1:${outside}/reseeder_api/`))).toEqual(
          asked.filter((each) => /^(data|blob):/.test(each)),
        );
        expect(faults).toEqual([]);
      } finally {
        store.write(() => store.settings.write("auth", "none"));
        store.close();
      }
    },
  );

  browserTest("asks for a passkey where the server does, sends it in bodies alone, and keeps it nowhere", async () => {
    const store = Store.open(dir.path("reseeder.db"));
    using site = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("", { status: 401 }) });
    store.write(() => {
      store.settings.write("auth", "callback");
      store.settings.write("auth_callback_url", `${site.url}?passkey={passkey}`);
    });
    try {
      await using window = await openWindow(chromium);
      const { page, context } = window;
      await page.goto(url);
      await choose(page);
      const field = page.locator("input[type=password]");
      expect(await field.getAttribute("autocomplete")).toBe("current-password");
      await field.fill("0123456789abcdef0123456789abcdef");
      const sent: string[] = [];
      context.on("request", (request) => {
        sent.push(request.url());
        if (request.postData()?.includes("0123456789abcdef")) sent.push("in a body");
      });
      await run(page);
      expect(sent).toContain("in a body");
      expect(sent.join()).not.toContain("0123456789abcdef");
      expect(await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")).not.toContain(
        "0123",
      );
      expect(await page.locator(".problems").textContent()).toContain("answers 403");
      await page.getByText("The server did not accept this passkey.").waitFor();
    } finally {
      store.write(() => store.settings.write("auth", "none"));
      store.close();
    }
  });

  browserTest("asks for a token where the server does, and says how many files the server does not want", async () => {
    const store = Store.open(dir.path("reseeder.db"));
    const token = tokenOf(Buffer.alloc(32, "page"));
    store.write(() => {
      store.tokens.add({ name: "page", hash: hashToken(token), scopes: ["match"], createdAt: 1, expiresAt: null });
      store.settings.write("auth", "token");
      store.settings.write("anonymize_users", 1);
      store.settings.write("log_retention_days", 30);
      store.settings.write("min_file_size", 100);
    });
    try {
      await using window = await openWindow(chromium);
      const { page, faults } = window;
      await page.goto(url);
      const stores = await page.getByRole("region", { name: "What the server stores" }).textContent();
      expect(stores).toContain("keyed hash of your user id");
      expect(stores).toContain("deleted after 30 days");
      await choose(page);
      await page.getByLabel("Access token").fill(token);
      await run(page);
      expect((await rows(page)).map(([, name]) => name)).toContain("Leaves of Grass by Walt Whitman.epub");
      expect((await rows(page)).map(([, name]) => name)).not.toContain("numbers");
      await page.getByText(/^\d+ files smaller than 100 B/).waitFor();
      expect(faults).toEqual([]);
    } finally {
      store.write(() => {
        store.settings.write("auth", "none");
        store.settings.write("anonymize_users", 0);
        store.settings.write("log_retention_days", 0);
        store.settings.write("min_file_size", 0);
      });
      store.close();
    }
  });
});

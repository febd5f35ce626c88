import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM } from "./chromium.ts";
import { PATIENCE_MS } from "./patience.ts";

/** Without these Chromium asks for its maker's hosts at every start. */
const QUIET = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

interface Opened {
  page: Page;
  context: BrowserContext;
  /** Errors of the page's scripts, and what it complained about. */
  faults: string[];
}

/** A browser with an empty profile; `await using` ends it and removes the profile. */
export async function openBrowser(
  options: Parameters<typeof chromium.launchPersistentContext>[1] = {},
): Promise<Opened & { profile: string } & AsyncDisposable> {
  const profile = mkdtempSync(join(tmpdir(), "reseeder-chromium-"));
  const context = await chromium.launchPersistentContext(profile, { ...options, ...program(options.args) });
  return {
    ...(await opened(context)),
    profile,
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** A browser for several tests, each in a window of its own; `await using` ends it. */
export async function launchBrowser(...args: string[]): Promise<Browser> {
  return await chromium.launch(program(args));
}

/** A private window of a browser, which shares nothing with another; `await using` closes it. */
export async function openWindow(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Opened & AsyncDisposable> {
  const context = await browser.newContext(options);
  return { ...(await opened(context)), [Symbol.asyncDispose]: () => context.close() };
}

function program(args: readonly string[] = []) {
  return { executablePath: CHROMIUM ?? "chromium", timeout: PATIENCE_MS, args: [...QUIET, ...args] };
}

async function opened(context: BrowserContext): Promise<Opened> {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  return { page, context, faults };
}

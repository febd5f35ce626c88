import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM } from "./chromium.ts";
import { PATIENCE_MS } from "./patience.ts";

/** Without these Chromium asks for its maker's hosts at every start. */
const QUIET = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** A browser with an empty profile; `await using` ends it and removes the profile. */
export async function openBrowser(
  options: Parameters<typeof chromium.launchPersistentContext>[1] = {},
): Promise<{ page: Page; context: BrowserContext; profile: string; faults: string[] } & AsyncDisposable> {
  const profile = mkdtempSync(join(tmpdir(), "reseeder-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM ?? "chromium",
    acceptDownloads: true,
    timeout: PATIENCE_MS,
    ...options,
    args: [...QUIET, ...(options.args ?? [])],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  return {
    ...{ page, context, profile, faults },
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

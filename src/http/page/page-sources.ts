import { fileURLToPath } from "node:url";
import { COMPILED } from "../../core/version.ts";
import type { PageSources } from "./page-assets.ts";

export type { PageSources } from "./page-assets.ts";

/**
 * The page's files: those that the compiled program carries, else bundled now from the sources beside this file.
 * @throws Error where the sources cannot be bundled
 */
export async function pageSources(): Promise<PageSources> {
  if (COMPILED) {
    const { script, worker, style } = await import("reseeder:page");
    return { script, worker, style };
  }
  const web = (path: string) => fileURLToPath(new URL(`../../web/${path}`, import.meta.url));
  return bundlePage(web("app/page.tsx"), web("engine/worker.ts"), web("app/page.css"));
}

/** Bundles the page for browsers. */
export async function bundlePage(page: string, engine: string, css: string): Promise<PageSources> {
  const [script, worker, style] = await Promise.all([page, engine, css].map(bundle));
  return { script: script ?? "", worker: worker ?? "", style: style ?? "" };
}

async function bundle(entry: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: "browser",
    format: "esm",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return (await outputs[0]?.text()) ?? "";
}

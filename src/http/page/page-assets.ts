import { type Asset, prepareAsset } from "../answer/asset.ts";

/** The page's files as text; all that a browser loads. */
export interface PageSources {
  script: string;
  worker: string;
  style: string;
}

export type AssetName = "page.js" | "worker.js" | "page.css";

const SCRIPT = { "content-type": "text/javascript; charset=utf-8" };
const STYLE = { "content-type": "text/css; charset=utf-8" };

/** Prepares each file once. */
export async function prepareAssets({ script, worker, style }: PageSources): Promise<Record<AssetName, Asset>> {
  const [page, engine, css] = await Promise.all([
    prepareAsset(Buffer.from(script), SCRIPT),
    prepareAsset(Buffer.from(worker), SCRIPT),
    prepareAsset(Buffer.from(style), STYLE),
  ]);
  return { "page.js": page, "worker.js": engine, "page.css": css };
}

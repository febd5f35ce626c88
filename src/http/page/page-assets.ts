import { createHash } from "node:crypto";

/** The page's files as text; all that a browser loads. */
export interface PageSources {
  script: string;
  worker: string;
  style: string;
}

/** One file of the page as it is sent. */
export interface PageAsset {
  type: string;
  etag: string;
  plain: Uint8Array;
  gzip: Uint8Array;
}

export type AssetName = "page.js" | "worker.js" | "page.css";

const TYPES: Record<AssetName, string> = {
  "page.js": "text/javascript; charset=utf-8",
  "worker.js": "text/javascript; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
};

/** Prepares each file once: its ETag, and what is sent to whoever takes gzip. */
export function prepareAssets({ script, worker, style }: PageSources): Record<AssetName, PageAsset> {
  const prepare = (name: AssetName, text: string): PageAsset => {
    const plain = new TextEncoder().encode(text);
    const hash = createHash("sha256").update(plain).digest("base64url").slice(0, 22);
    return { type: TYPES[name], etag: `"${hash}"`, plain, gzip: Bun.gzipSync(plain, { level: 9 }) };
  };
  return {
    "page.js": prepare("page.js", script),
    "worker.js": prepare("worker.js", worker),
    "page.css": prepare("page.css", style),
  };
}

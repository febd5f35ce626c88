import { type Asset, codingFor } from "../answer/asset.ts";
import type { RequestContext } from "./request-context.ts";

/** Sends content as the client takes it, or 304 to whoever has it. */
export function sendAsset(context: RequestContext, { headers, tag, plain, compressed }: Asset): Response {
  const coding = codingFor(context.request.headers.get("accept-encoding"));
  const vary = { ...headers, vary: "accept-encoding" };
  if (coding === null) return sendTagged(context, plain, `"${tag}"`, vary);
  return sendTagged(context, compressed[coding], `"${tag}-${coding}"`, { ...vary, "content-encoding": coding });
}

/** Sends bytes, or 304 to whoever has them. @param etag with its quotes */
export function sendTagged(
  context: RequestContext,
  bytes: Uint8Array,
  etag: string,
  headers: Record<string, string>,
): Response {
  const all = { "x-content-type-options": "nosniff", ...headers, etag, "cache-control": "no-cache" };
  // A proxy that compresses makes a tag weak.
  const known = (context.request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((each) => each.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*") ? context.empty(304, all) : context.bytes(bytes, all);
}

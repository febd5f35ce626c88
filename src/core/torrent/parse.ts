import { nativeDigests } from "../hashing/native-digests.ts";
import type { Metainfo, MetainfoLimits } from "./metainfo.ts";
import { type ReadOptions, readMetainfo } from "./read-metainfo.ts";

export { DEFAULT_LIMITS } from "./read-metainfo.ts";

/** `readMetainfo` with the runtime's own digests; what a browser uses calls that one with others. Throws TorrentError. */
export function parseMetainfo(
  bytes: Uint8Array,
  limits: Partial<MetainfoLimits> = {},
  options: ReadOptions = {},
): Metainfo {
  return readMetainfo(bytes, nativeDigests, limits, options);
}

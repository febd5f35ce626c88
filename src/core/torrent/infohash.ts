import { bytesToHex, hexToBytes } from "../hex.ts";
import type { Metainfo } from "./metainfo.ts";

/** An info-hash in hexadecimal digits of either case: 20 bytes (v1, or v2 cut to them) or 32; null for any other text. */
export function readInfoHash(text: string): Uint8Array | null {
  return hexToBytes(text, 20) ?? hexToBytes(text, 32);
}

/** The info-hash that a torrent goes by, in hexadecimal digits: 40 of v1 where it has one, else 64 of v2. */
export function shownInfoHash({ infoHashV1, infoHashV2 }: Pick<Metainfo, "infoHashV1" | "infoHashV2">): string {
  return bytesToHex(infoHashV1 ?? infoHashV2 ?? new Uint8Array());
}

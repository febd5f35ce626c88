import { closeSync, ftruncateSync, openSync } from "node:fs";
import { encode } from "./torrent-builder.ts";

const PIECE = 16 * 1024 * 1024;

/** Makes a file of zeros that takes no room on the disk. */
export function sparseFile(path: string, length: number): void {
  const file = openSync(path, "w");
  ftruncateSync(file, length);
  closeSync(file);
}

/** The torrent of one such file, in pieces of 16 MiB; `length` is a multiple of that. */
export function zerosTorrent(name: string, length: number): Uint8Array {
  const whole = new Bun.CryptoHasher("sha1").update(new Uint8Array(PIECE)).digest();
  const pieces = Buffer.concat(Array.from({ length: length / PIECE }, () => whole));
  const info = new Map<string, never>(Object.entries({ length, name, "piece length": PIECE, pieces }) as never);
  return encode(new Map([["info", info]]));
}

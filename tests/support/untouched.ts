import { expect } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";

/** What tells whether somebody touched a file: ctime is left out, since a hard link that comes or goes changes it. */
export type Snapshot = ReadonlyMap<string, string>;

/** Every file below a folder with inode, mode, size, time of modification and SHA-256. */
export function snapshot(root: string): Snapshot {
  const found = new Map<string, string>();
  const encoding = "buffer" as BufferEncoding;
  for (const name of readdirSync(root, { encoding }) as unknown as Buffer[]) {
    const path = Buffer.concat([Buffer.from(`${root}/`), name]);
    const stat = statSync(path, { bigint: true });
    if (stat.isDirectory()) {
      for (const [key, value] of snapshot(path.toString())) found.set(key, value);
      continue;
    }
    const hash = new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");
    found.set(path.toString("latin1"), `${stat.ino} ${stat.mode.toString(8)} ${stat.size} ${stat.mtimeNs} ${hash}`);
  }
  return found;
}

/** Fails where a file of a folder was changed, renamed or removed, or one has come, since `before`. */
export function expectUntouched(root: string, before: Snapshot): void {
  expect(before.size).toBeGreaterThan(0);
  expect(Object.fromEntries(snapshot(root))).toEqual(Object.fromEntries(before));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own below the system's temporary one; `using` removes it with all it holds. */
export class Tree implements Disposable {
  constructor(readonly root: string = mkdtempSync(join(tmpdir(), "reseeder-test-"))) {}

  /** Absolute path of something below the root. */
  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** Writes a file and the folders above it; answers its absolute path. */
  write(path: string, content: string | Uint8Array): string {
    const absolute = this.path(path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    return absolute;
  }

  /** Makes a folder and those above it; answers its absolute path. */
  folder(path: string): string {
    mkdirSync(this.path(path), { recursive: true });
    return this.path(path);
  }

  /** Absolute path, as bytes, of a name that may be no UTF-8. */
  bytes(name: Uint8Array): Buffer {
    return Buffer.concat([Buffer.from(`${this.root}/`), name]);
  }

  remove(...parts: string[]): void {
    rmSync(this.path(...parts), { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    try {
      rmSync(this.root, { recursive: true, force: true });
    } catch {
      // It gives up on paths longer than the system takes in one piece.
      Bun.spawnSync(["rm", "-rf", "--", this.root]);
    }
  }
}

/** A new tree with the given files in it: path → content. */
export function tree(files: Readonly<Record<string, string | Uint8Array>> = {}): Tree {
  const made = new Tree();
  for (const [path, content] of Object.entries(files)) made.write(path, content);
  return made;
}

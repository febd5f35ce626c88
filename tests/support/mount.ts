import { mkdirSync } from "node:fs";
import type { Tree } from "./tree.ts";

/** True where this process may mount file systems: a test of a full disk or a read-only one needs that. */
export const MAY_MOUNT =
  process.platform === "linux" && process.getuid?.() === 0 && Bun.spawnSync(["unshare", "--mount", "true"]).success;

/** A disk of its own, in memory, mounted in a tree; `using` takes it away. */
export class Disk implements Disposable {
  readonly path: string;

  /** @param kib size */
  constructor(dir: Tree, kib: number, name = "disk") {
    this.path = dir.path(name);
    mkdirSync(this.path);
    must("mount", "-t", "tmpfs", "-o", `size=${kib}k`, "tmpfs", this.path);
  }

  /** Lets nobody write to it any more, or everybody again. */
  setReadOnly(readOnly: boolean): void {
    must("mount", "-o", `remount,${readOnly ? "ro" : "rw"}`, this.path);
  }

  /** Makes it larger or smaller. */
  resize(kib: number): void {
    must("mount", "-o", `remount,size=${kib}k`, this.path);
  }

  [Symbol.dispose](): void {
    must("umount", "--lazy", this.path);
  }
}

function must(...command: string[]): void {
  const { success, stderr } = Bun.spawnSync(command);
  if (!success) throw new Error(`${command.join(" ")}: ${stderr}`);
}

import { mkdirSync } from "node:fs";

const MKFS = Bun.which("mkfs.btrfs");

/** Whether this process may mount file systems of its own. */
export const CAN_MOUNT: boolean = (() => {
  if (process.getuid?.() !== 0 || !Bun.which("mount")) return false;
  try {
    const probe = `/tmp/reseeder-mount-${process.pid}`;
    mkdirSync(probe);
    const made = Bun.spawnSync(["mount", "-t", "tmpfs", "none", probe]).exitCode === 0;
    if (made) Bun.spawnSync(["umount", probe]);
    Bun.spawnSync(["rmdir", probe]);
    return made;
  } catch {
    return false;
  }
})();

/** Whether it may make a btrfs, which shares blocks between files. */
export const CAN_BTRFS: boolean = CAN_MOUNT && MKFS !== null;

/** A file system of its own at a path; `using` takes it away. */
export class Mount implements Disposable {
  private constructor(readonly path: string) {}

  static tmpfs(path: string, size: string): Mount {
    return Mount.of(path, ["-t", "tmpfs", "-o", `size=${size}`, "none"]);
  }

  /** @param image where the file goes that holds it */
  static btrfs(path: string, image: string): Mount {
    run(["truncate", "-s", "128M", image]);
    run([MKFS ?? "", "-q", image]);
    return Mount.of(path, ["-o", "loop", image]);
  }

  readonly(): void {
    run(["mount", "-o", "remount,ro", this.path]);
  }

  [Symbol.dispose](): void {
    run(["umount", "-l", this.path]);
  }

  private static of(path: string, words: string[]): Mount {
    mkdirSync(path, { recursive: true });
    run(["mount", ...words, path]);
    return new Mount(path);
  }
}

/** Runs a program to its end. @throws Error with what it complained of */
export function run(words: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(words);
  if (exitCode !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
}

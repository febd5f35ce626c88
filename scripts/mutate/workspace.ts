import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { applied, type Mutation } from "./mutation.ts";

/** Milliseconds after which a change that makes tests hang counts as noticed. */
const HANGS_MS = 300_000;
/** Test files of one run: few at first, since most changes are noticed by the nearest. */
const FIRST_TESTS = 1;

export type Outcome = "caught" | "survived";

/** A copy of the repository in which sources are changed one at a time. */
export class Workspace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "reseeder-mutate-"));

  /** Copies what git tracks, and what it does not ignore, of `root`. */
  constructor(root: string) {
    // Tests that give up root's rights are skipped where nobody else may read the sources.
    chmodSync(this.folder, 0o755);
    const list = Bun.spawnSync(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    for (const path of list.stdout.toString().split("\0")) {
      if (path === "") continue;
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      cpSync(join(root, path), join(this.folder, path), { force: true, recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Whether the tests fail with the change in the source. */
  async try(mutation: Mutation): Promise<Outcome> {
    const path = join(this.folder, mutation.file);
    const source = readFileSync(path, "utf8");
    writeFileSync(path, applied(source, mutation));
    try {
      const first = mutation.tests.slice(0, FIRST_TESTS);
      const rest = mutation.tests.slice(FIRST_TESTS);
      if (!(await this.passes(first))) return "caught";
      return rest.length > 0 && !(await this.passes(rest)) ? "caught" : "survived";
    } finally {
      writeFileSync(path, source);
    }
  }

  /** Whether test files pass as the sources are now. */
  async passes(tests: readonly string[]): Promise<boolean> {
    const child = Bun.spawn(
      [process.execPath, "test", "--bail", "--timeout=60000", ...tests.map((path) => `./${path}`)],
      {
        cwd: this.folder,
        stdio: ["ignore", "ignore", "ignore"],
        timeout: HANGS_MS,
        killSignal: "SIGKILL",
        // In a group of its own: who fails at once ends nothing of what it started.
        detached: true,
      },
    );
    const code = await child.exited;
    endGroup(child.pid);
    return code === 0;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ends what a process that is over has started and left behind. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Most leave nothing.
  }
}

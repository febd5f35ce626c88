import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { applied, type Mutation } from "./mutation.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** Milliseconds after which a run that hangs is ended. */
const HANGS_MS = 300_000;
/** Test files of one run: few at first, since most changes are noticed by the nearest. */
const FIRST_TESTS = 1;

/** A copy of the repository in which sources are changed one at a time. */
export class Workspace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "reseeder-mutate-"));
  /** Where the tests put their files. The path is short, as sockets need it, and marks what they start. */
  readonly #temporary = mkdtempSync(join(tmpdir(), "rm-"));
  #running: number | null = null;

  /** Copies what git tracks, and what it does not ignore, of `root`. */
  constructor(root: string) {
    // Tests that give up root's rights are skipped where nobody else may read the sources.
    for (const folder of [this.folder, this.#temporary]) chmodSync(folder, 0o755);
    const list = Bun.spawnSync(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    for (const path of list.stdout.toString().split("\0")) {
      if (path === "") continue;
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      cpSync(join(root, path), join(this.folder, path), { force: true, recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
  }

  /** What the tests say with the change in the source. */
  async try(mutation: Mutation): Promise<Outcome> {
    const path = join(this.folder, mutation.file);
    const source = readFileSync(path, "utf8");
    writeFileSync(path, applied(source, mutation));
    try {
      const nearest = await this.run(mutation.tests.slice(0, FIRST_TESTS), mutation.named);
      const rest = mutation.tests.slice(FIRST_TESTS);
      return nearest.how !== "survived" || rest.length === 0 ? nearest : await this.run(rest, mutation.named);
    } finally {
      writeFileSync(path, source);
    }
  }

  /** What test files, or those of their tests that are named so, say of the sources as they are now, up to the first that fails. */
  async run(tests: readonly string[], named = ""): Promise<Outcome> {
    // Bun looks for a pattern in names without the signs that it reports them with.
    const pattern = named.replace(/[^\w\s]/g, "\\$&").replaceAll(" \\> ", " (?:> )?");
    const names = named === "" ? [] : ["-t", pattern];
    const child = Bun.spawn(
      [process.execPath, "test", "--bail", "--timeout=60000", ...names, ...tests.map((path) => `./${path}`)],
      {
        cwd: this.folder,
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, NO_COLOR: "1", TMPDIR: this.#temporary },
        timeout: HANGS_MS,
        killSignal: "SIGKILL",
        // In a group of its own: who fails at once ends nothing of what it started.
        detached: true,
      },
    );
    this.#running = child.pid;
    const report = new Response(child.stderr).text();
    await child.exited;
    this.#endLeftovers(child.pid);
    this.#running = null;
    for (const name of readdirSync(this.#temporary))
      rmSync(join(this.#temporary, name), { recursive: true, force: true });
    return outcomeOf(child.exitCode, await report);
  }

  /** Ends what a run that is over has started and left behind: its group and, on Linux, who shares its TMPDIR. */
  #endLeftovers(leader: number): void {
    kill(-leader);
    if (process.platform !== "linux") return;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        if (environment.includes(`TMPDIR=${this.#temporary}`)) kill(Number(pid));
      } catch {
        // It has ended, or is another user's.
      }
    }
  }

  [Symbol.dispose](): void {
    if (this.#running !== null) this.#endLeftovers(this.#running);
    for (const folder of [this.folder, this.#temporary]) rmSync(folder, { recursive: true, force: true });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Most leave nothing.
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PATIENCE_MS } from "./patience.ts";

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  cwd: string;
  env?: Record<string, string>;
}

const LOOK_MS = 60;

/**
 * A real terminal with a program in it: tmux, on a socket and with a configuration of its own. `await using` ends it.
 * What the terminal's settings were before and after the program is kept, and how the program ended.
 */
export class Terminal implements AsyncDisposable {
  private readonly folder = mkdtempSync(join(tmpdir(), "reseeder-terminal-"));
  private readonly socket = join(this.folder, "tmux");

  /** True where there is what this needs: tmux and pgrep. */
  static isAvailable(): boolean {
    return Bun.which("tmux") !== null && Bun.which("pgrep") !== null;
  }

  constructor(command: readonly string[], { columns = 80, rows = 24, cwd, env = {} }: TerminalOptions) {
    const words = command.map(quoted).join(" ");
    const variables = { LC_ALL: "C.UTF-8", ...env };
    const environment = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
    const script = [
      `stty -g > ${this.folder}/before`,
      `env ${environment.join(" ")} ${words} 2> ${this.folder}/err`,
      `echo $? > ${this.folder}/code`,
      `stty -g > ${this.folder}/after`,
      `cat ${this.folder}/err`,
      "echo ended",
      "exec cat",
    ].join("; ");
    const size = ["-x", String(columns), "-y", String(rows)];
    this.tmux("-f", "/dev/null", "new-session", "-d", ...size, "-c", cwd, "sh", "-c", script);
    // A window follows its client's size unless told; there is no client.
    this.tmux("set-option", "-g", "window-size", "manual");
  }

  /** Presses keys by tmux's names: `Enter`, `Escape`, `PPage`, `C-c`. */
  press(...keys: string[]): void {
    this.tmux("send-keys", ...keys);
  }

  /** Types a text as it is. */
  type(text: string): void {
    this.tmux("send-keys", "-l", text);
  }

  /** Gives the window another size. */
  resize(columns: number, rows: number): void {
    this.tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** Writes on the screen behind the program's back, anew where the program draws over it before anybody has seen it. */
  async scribble(text: string): Promise<void> {
    const terminal = this.tmux("display-message", "-p", "#{pane_tty}").trim();
    await this.until((screen) => {
      if (screen.includes(text)) return true;
      writeFileSync(terminal, `\x1b[H${text}`);
      return false;
    }, text);
  }

  /** What is on the screen, a line each, without spaces at their ends. */
  screen(): string {
    return this.tmux("capture-pane", "-p").replace(/ +$/gm, "").trimEnd();
  }

  /** What is on the screen with the sequences for colours. */
  colours(): string {
    return this.tmux("capture-pane", "-p", "-e");
  }

  /** True while the alternate screen is on. */
  isAlternate(): boolean {
    return this.tmux("display-message", "-p", "#{alternate_on}").trim() === "1";
  }

  /** Process id of the program. */
  program(): number {
    const shell = this.tmux("display-message", "-p", "#{pane_pid}").trim();
    return Number(Bun.spawnSync(["pgrep", "-P", shell]).stdout.toString().trim());
  }

  /** Waits until the screen holds a text; answers the screen. */
  async shows(wanted: string | RegExp, patienceMs = PATIENCE_MS): Promise<string> {
    return this.until(
      (screen) => (typeof wanted === "string" ? screen.includes(wanted) : wanted.test(screen)),
      wanted,
      patienceMs,
    );
  }

  /** Waits until the screen holds a text no longer. */
  async hides(text: string): Promise<string> {
    return this.until((screen) => !screen.includes(text), `no ${text}`);
  }

  private async until(holds: (screen: string) => boolean, wanted: unknown, patienceMs = PATIENCE_MS): Promise<string> {
    const deadline = performance.now() + patienceMs;
    while (true) {
      const screen = this.screen();
      if (holds(screen)) return screen;
      if (performance.now() > deadline) throw new Error(`the terminal never showed ${wanted}:\n${screen}`);
      await Bun.sleep(LOOK_MS);
    }
  }

  /** Takes the terminal away from the program, as a connection that is lost does. */
  hangUp(): void {
    Bun.spawnSync(["tmux", "-S", this.socket, "kill-server"], { stderr: "ignore" });
  }

  /** Waits for the program's end. */
  async ended(): Promise<{ code: number; err: string; before: string; after: string }> {
    await this.shows(/^ended$/m);
    const read = (name: string) => readFileSync(join(this.folder, name), "utf8");
    return { code: Number(read("code")), err: read("err"), before: read("before"), after: read("after") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private tmux(...args: string[]): string {
    const { stdout, stderr, exitCode } = Bun.spawnSync(["tmux", "-S", this.socket, ...args]);
    if (exitCode !== 0) throw new Error(`tmux ${args[0]}: ${stderr.toString().trim()}`);
    return stdout.toString();
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

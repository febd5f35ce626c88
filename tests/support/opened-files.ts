import { readFileSync } from "node:fs";
import { until } from "./daemon.ts";

/** Watches which files a process opens, with strace; `using` lets go of it. */
export class OpenedFiles implements AsyncDisposable {
  private said = "";

  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    private readonly file: string,
  ) {}

  /** Where the program is; null where there is none. */
  static readonly program = Bun.which("strace");

  /** @param file where strace writes */
  static async of(pid: number, file: string): Promise<OpenedFiles> {
    const opened = new OpenedFiles(spawn(pid, file), file);
    void opened.listen();
    await until("strace to attach", () => opened.said.includes("attached"));
    return opened;
  }

  /** The calls so far that opened something with `name` in its path for reading or writing, not merely to look at it. */
  async calls(name: string): Promise<string[]> {
    await this[Symbol.asyncDispose]();
    return readFileSync(this.file, "utf8")
      .split("\n")
      .filter((line) => line.includes(name) && /O_(RDONLY|RDWR|WRONLY)/.test(line) && !/O_PATH|O_DIRECTORY/.test(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGINT");
    await this.child.exited;
  }

  private async listen(): Promise<void> {
    for await (const chunk of this.child.stderr) this.said += Buffer.from(chunk).toString();
  }
}

function spawn(pid: number, file: string) {
  const words = ["strace", "-f", "-s", "400", "-e", "trace=open,openat", "-o", file, "-p", String(pid)];
  return Bun.spawn(words, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
}

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { plainTorrent } from "../../tests/support/plain-torrent.ts";

/** How a command ended. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** A server on loopback that `World.serve` has started. */
export interface Serving {
  url: string;
  port: number;
  pid: number;
  /** What it said on standard output and error until now. */
  said: () => string;
}

/** A folder of its own, the program, and whatever a case starts; all of it goes in the end. */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), "reseeder-case-"));
  private readonly children: Bun.Subprocess[] = [];

  /**
   * @param program the words that start it
   * @param input the case's folder
   */
  constructor(
    readonly program: readonly string[],
    readonly input: string,
  ) {}

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  write(name: string, content: string | Uint8Array): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Copies files of the case's folder into one of this world. */
  take(into: string, ...names: string[]): void {
    for (const name of names) cpSync(join(this.input, name), this.path(into, name));
  }

  /** Makes a folder with some torrents and a database of them. */
  async scanned(count = 3): Promise<void> {
    for (let i = 1; i <= count; i++) this.write(`t/${i}.torrent`, plainTorrent(`file ${i}.mkv`, i * 10_000));
    await this.run("scan", "t");
  }

  /** Runs the program with these words. */
  run(...words: string[]): Promise<Ended> {
    return this.spawn([...this.program, ...words]);
  }

  /** The same by a shell, where `$R` is the program and `$IN` the case's folder. */
  shell(script: string, env: Record<string, string> = {}): Promise<Ended> {
    const quoted = this.program.map((word) => `'${word}'`).join(" ");
    return this.spawn(["bash", "-c", `R="${quoted}"; R() { ${quoted} "$@"; }; ${script}`], { IN: this.input, ...env });
  }

  private async spawn(command: string[], env: Record<string, string> = {}): Promise<Ended> {
    const child = this.start(command, env);
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { code: await child.exited, out, err };
  }

  /** Starts something that goes on until the world ends. */
  start(command: string[], env: Record<string, string> = {}) {
    const child = Bun.spawn(command, {
      cwd: this.root,
      env: { PATH: process.env["PATH"] ?? "", HOME: this.root, TERM: "xterm-256color", ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.children.push(child);
    return child;
  }

  /** Starts serve on a free port and waits until it listens; null where it ends instead. */
  async serve(...words: string[]): Promise<Serving | null> {
    const child = this.start([...this.program, "serve", "--port", "0", ...words]);
    let [said, log] = ["", ""];
    (async () => {
      for await (const chunk of child.stderr) log += Buffer.from(chunk).toString();
    })();
    for await (const chunk of child.stdout) {
      said += Buffer.from(chunk).toString();
      const url = /Listening on (\S+) /.exec(said)?.[1];
      if (url) return { url, port: Number(new URL(url).port), pid: child.pid, said: () => said + log };
    }
    return null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.children) if (child.exitCode === null) child.kill("SIGKILL");
    await Promise.all(this.children.map((child) => child.exited));
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** CPU seconds that a process has used (proc(5), with the usual 100 ticks a second). */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await Bun.file(`/proc/${pid}/stat`).text()).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Memory of a process in MB. */
export async function residentMb(pid: number): Promise<number> {
  const kib = /VmRSS:\s+(\d+)/.exec(await Bun.file(`/proc/${pid}/status`).text())?.[1];
  return Number(kib ?? 0) / 1024;
}

/** Sends bytes over a connection of its own, a pause between the pieces, and answers all that came back in two seconds. */
export async function raw(port: number, ...pieces: (string | Uint8Array)[]): Promise<string> {
  let taken = "";
  const closed = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (_, bytes) => {
        taken += bytes.toString("latin1");
      },
      close: () => closed.resolve(),
      error: () => closed.resolve(),
    },
  });
  for (const piece of pieces) {
    socket.write(piece);
    await Bun.sleep(100);
  }
  await Promise.race([closed.promise, Bun.sleep(2_000)]);
  socket.end();
  return taken;
}

import { existsSync, linkSync } from "node:fs";
import { type Ended, windowsBinary } from "./binary.ts";
import { hasRuntime } from "./runtimes.ts";
import { type Tree, tree } from "./tree.ts";

const WINE = "/usr/lib/wine/wine64";
const SERVER = "/usr/lib/wine/wineserver64";
const COMPILER = "x86_64-w64-mingw32-gcc";

/** What of Wine, MinGW and Bun's runtime for Windows is not on this machine; null when all is there. */
export const NO_WINE: string | null = (() => {
  if (!existsSync(WINE) || !existsSync(SERVER)) return "Wine";
  if (!Bun.which(COMPILER)) return "MinGW";
  return hasRuntime("windows-x64") ? null : "runtime for Windows";
})();

/** What the program takes random bytes from; Wine has no such library before 8.13. */
const PRNG = `
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T length) { return SystemFunction036(to, (ULONG)length); }
`;

/** The released program for Windows under Wine, in a Windows of its own below a temporary folder, which `Z:\` shows. */
export class Wine implements AsyncDisposable {
  private readonly dir: Tree = tree();

  private constructor() {}

  /** Compiles the program where need be, and sets a Windows up: some ten seconds. */
  static async start(): Promise<Wine> {
    const wine = new Wine();
    try {
      linkSync(await windowsBinary(), wine.path("reseeder.exe"));
      const source = wine.dir.write("prng.c", PRNG);
      wine.must([COMPILER, "-shared", "-o", wine.path("bcryptprimitives.dll"), source, "-ladvapi32"]);
      wine.dir.folder("tmp");
      wine.must([WINE, "wineboot", "--init"]);
      wine.must([SERVER, "--wait"]);
      return wine;
    } catch (error) {
      await wine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Absolute path on Linux of something in the folder that the program runs in. */
  path(...parts: string[]): string {
    return this.dir.path(...parts);
  }

  /** What Windows calls that. */
  windowsPath(...parts: string[]): string {
    return `Z:${this.path(...parts).replaceAll("/", "\\")}`;
  }

  write(path: string, content: string | Uint8Array): string {
    return this.dir.write(path, content);
  }

  /** Starts the program with these arguments. */
  spawn(...words: string[]) {
    return Bun.spawn([WINE, this.path("reseeder.exe"), ...words], {
      cwd: this.dir.root,
      env: this.env(),
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
  }

  /** Runs it to its end. */
  async run(...words: string[]): Promise<Ended> {
    const child = this.spawn(...words);
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { code: await child.exited, out: out.replaceAll("\r\n", "\n"), err: err.replaceAll("\r\n", "\n") };
  }

  /** Ends a program of this Windows by its name: what Linux knows of is only its starter. */
  end(program: string): void {
    Bun.spawnSync([WINE, "taskkill", "/f", "/im", program], { env: this.env(), timeout: 30_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Bun.spawnSync([SERVER, "--kill"], { env: this.env() });
    Bun.spawnSync([SERVER, "--wait"], { env: this.env() });
    this.dir[Symbol.dispose]();
  }

  private env(): Record<string, string> {
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: this.dir.root,
      TMPDIR: this.path("tmp"),
      LC_ALL: "C.UTF-8",
      WINEPREFIX: this.path("windows"),
      WINEDEBUG: "-all",
      WINEDLLOVERRIDES: "winemenubuilder.exe,mscoree,mshtml=",
    };
  }

  private must(words: string[]): void {
    const { success, stderr } = Bun.spawnSync(words, { cwd: this.dir.root, env: this.env(), timeout: 120_000 });
    if (!success) throw new Error(`${words.join(" ")} failed: ${stderr}`);
  }
}

import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { TEST_TIMEOUT_MS } from "./patience.ts";
import { ROOT } from "./root.ts";

/** How a program ended and what it printed. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/**
 * Path of the compiled program, built from the present sources; one build serves every test and run until a source
 * changes. Allow a test or `beforeAll` that asks for it BUILD_TIMEOUT.
 */
export async function binary(): Promise<string> {
  return await built(process.platform === "win32" ? "reseeder.exe" : "reseeder");
}

/** As `binary`, the program for Windows. */
export async function windowsBinary(): Promise<string> {
  return await built("reseeder.exe", "bun-windows-x64");
}

async function built(name: string, ...target: string[]): Promise<string> {
  const folder = join(ROOT, "dist/test", await sourcesKey(buildScript("--identity")));
  const outfile = join(folder, name);
  if (existsSync(outfile)) {
    utimesSync(folder, new Date(), new Date());
    return outfile;
  }
  const made = join(folder, `${process.pid}-${name}`);
  buildScript(made, ...target);
  try {
    // The first is kept: a program whose file is replaced while it runs cannot start itself again, as a scan does.
    linkSync(made, outfile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(made, { force: true });
  }
  removeOldBuilds(join(ROOT, "dist/test"));
  return outfile;
}

/** Milliseconds that a test may take which compiles a program on a busy machine. */
export const BUILD_TIMEOUT = TEST_TIMEOUT_MS;

/** Runs a program to its end with an environment of its own: nothing of the caller's but PATH. */
export async function runProgram(
  program: string,
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Ended> {
  const child = Bun.spawn([program, ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: cwd, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, err };
}

/** Runs scripts/build.ts, which nothing here imports: scripts lean on this folder. Answers what it printed. */
function buildScript(...words: string[]): string {
  const { success, stdout, stderr } = Bun.spawnSync([process.execPath, join(ROOT, "scripts/build.ts"), ...words]);
  if (!success) throw new Error(`scripts/build.ts ${words.join(" ")}: ${stderr}`);
  return stdout.toString().trim();
}

async function sourcesKey(identity: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256").update(`${identity} ${Bun.version}`);
  const sources = [...new Bun.Glob("src/**/*").scanSync({ cwd: ROOT })].sort();
  for (const path of ["bun.lock", "scripts/build.ts", ...sources]) {
    hash.update(`\n${path}\n`).update(await Bun.file(join(ROOT, path)).bytes());
  }
  return hash.digest("hex").slice(0, 16);
}

/** Keeps the newest three: another test run may be using one that is not ours. */
function removeOldBuilds(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const builds = readdirSync(folder).map((name) => join(folder, name));
  builds.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of builds.slice(3)) rmSync(old, { recursive: true, force: true });
}

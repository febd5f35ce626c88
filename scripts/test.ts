// Types, lint, all tests and the coverage floor; ends with `N passed, N failed`, which is what the exit code follows.
// Arguments go to `bun test` (a path, -t NAME); coverage is held only when all tests run. With `--update-timings` it
// measures anew which files take longest.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { binary } from "../tests/support/binary.ts";
import { TEST_TIMEOUT_MS } from "../tests/support/patience.ts";
import { coverageOf, parseLcov } from "./coverage.ts";
import { parseTestSummary, type Tally, tallyLine } from "./tally.ts";

const ROOT = resolve(import.meta.dir, "..");
const FLOOR_PERCENT = 90;
const HELD_FOLDERS = ["src/core", "src/store", "src/work"];

/** Test files at a time: many wait for other programs. Tests that took six 163 s on two cores took four 189 s. */
const WORKERS = Math.min(6, 3 * availableParallelism());

/** Milliseconds that each test file took: the longest begin first, so that none is left running alone. */
const TIMINGS = "scripts/test-timings.json";

/** Runs one check of the toolchain, tells at its end what it said, and counts it as one test. */
async function check(name: string, command: string[]): Promise<Tally> {
  const child = Bun.spawn([process.execPath, ...command], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const code = await child.exited;
  console.log(`\n# ${name}\n${out}${err}${code === 0 ? `(pass) ${name}` : `(fail) ${name}: exit ${code}`}`);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Copies a stream to the terminal and returns its text. */
async function tee(from: ReadableStream<Uint8Array>, to: NodeJS.WriteStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of from) {
    to.write(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

async function runTests(args: string[], coverageFolder: string): Promise<Tally> {
  console.log("\n# Tests");
  const coverage = ["--coverage", "--coverage-reporter=lcov", `--coverage-dir=${coverageFolder}`];
  const options = [`--parallel=${WORKERS}`, `--timeout=${TEST_TIMEOUT_MS}`, `--timings=${TIMINGS}`];
  const child = Bun.spawn([process.execPath, "test", ...options, ...coverage, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: process.stderr.isTTY ? { FORCE_COLOR: "1", ...process.env } : process.env,
  });
  // So that what it started ends with it, and the folder of this run is removed.
  const stop = () => child.kill();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  const [, err] = await Promise.all([tee(child.stdout, process.stdout), tee(child.stderr, process.stderr)]);
  const code = await child.exited;
  const tally = parseTestSummary(withoutColours(err));
  if (tally === undefined) {
    console.log(`(fail) bun test ended without its summary: exit ${code}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (code !== 0 && tally.failed === 0) {
    console.log(`(fail) bun test reports no failed test, but exit ${code}`);
    return { ...tally, failed: 1 };
  }
  return tally;
}

/** Takes out colours alone: a test's name may hold the start of some other sequence, and never its end. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a colour
  return text.replace(/\x1b\[[\d;]*m/g, "");
}

async function holdCoverage(coverageFolder: string): Promise<Tally> {
  console.log(`\n# Coverage: ${FLOOR_PERCENT} % of the lines of each of ${HELD_FOLDERS.join(", ")}`);
  const report = Bun.file(join(coverageFolder, "lcov.info"));
  const counts = (await report.exists()) ? parseLcov(await report.text()) : [];
  const sources = new Map<string, string>();
  for (const path of new Bun.Glob("src/**/*.{ts,tsx}").scanSync({ cwd: ROOT })) {
    sources.set(path.replaceAll("\\", "/"), await Bun.file(join(ROOT, path)).text());
  }
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const folder of HELD_FOLDERS) {
    const { percent, lines, hit, files } = coverageOf(folder, counts, sources);
    const held = percent >= FLOOR_PERCENT;
    tally[held ? "passed" : "failed"]++;
    console.log(`(${held ? "pass" : "fail"}) ${folder}: ${percent.toFixed(1)} % (${hit} of ${lines} lines)`);
    for (const file of files.filter((file) => file.hit < file.lines * (FLOOR_PERCENT / 100))) {
      console.log(`         ${file.path}: ${file.hit} of ${file.lines} lines`);
    }
  }
  return tally;
}

const args = process.argv.slice(2);
const coverageFolder = mkdtempSync(join(tmpdir(), "reseeder-coverage-"));
try {
  const checks = [
    check("Types", ["node_modules/typescript/bin/tsc", "--noEmit"]),
    check("Types of the page", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "src/web"]),
    check("Lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"]),
  ];
  // Once before, not in each of the files that want it first; what is wrong with it they tell.
  if (args.length === 0) await binary().catch(() => {});
  const tallies = await Promise.all([runTests(args, coverageFolder), ...checks]);
  if (args.length === 0) tallies.push(await holdCoverage(coverageFolder));
  const { line, ok } = tallyLine(tallies);
  console.log(`\n${line}`);
  process.exitCode = ok ? 0 : 1;
} finally {
  rmSync(coverageFolder, { recursive: true, force: true });
}

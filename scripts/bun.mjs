// Runs a script with the pinned Bun and the locked dependencies, installing both first where they are missing:
//   node scripts/bun.mjs [FILE ARGUMENTS…]
// Plain JavaScript, because on a fresh machine Node is all there is (and `bun run` takes Bun itself for `node`).
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.bun;
const localBun = join(root, "node_modules/bun/bin/bun.exe");
const stamp = join(root, "node_modules/.reseeder-setup");

function locked() {
  const hash = createHash("sha256").update(process.platform + process.arch);
  for (const file of ["package.json", "bun.lock"]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function isPinned(bun) {
  const asked = spawnSync(bun, ["--version"], { encoding: "utf8" });
  return asked.status === 0 && asked.stdout.trim() === pinned;
}

function isThere(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore", shell: process.platform === "win32" }).status === 0;
}

function installCommand() {
  const install = ["install", "--frozen-lockfile"];
  const bun = [localBun, ...(process.versions.bun ? [process.execPath] : []), "bun"].find(isPinned);
  if (bun) return [bun, ...install];
  if (isThere("npx")) return ["npx", "--yes", `bun@${pinned}`, ...install];
  if (isThere("bun")) return ["bun", "x", `bun@${pinned}`, ...install];
  throw new Error("Neither npx nor bun is on the PATH. Try: install Node with npm, or Bun.");
}

function setUp() {
  const wanted = locked();
  if (existsSync(localBun) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const [program, ...args] = installCommand();
  console.error(`Installing the locked dependencies: ${[program, ...args].join(" ")}`);
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" && program === "npx",
  });
  if (done.status !== 0) {
    throw new Error(`Installing failed (exit ${done.status ?? done.signal}). Try: check the network and run it again.`);
  }
  if (!isPinned(localBun)) throw new Error(`Bun ${pinned} was installed, but ${localBun} does not run here.`);
  writeFileSync(stamp, wanted);
}

/** What a script says of itself in the comment that it begins with; empty for other programs. */
function helpOf(path) {
  const [text] = (resolve(path).startsWith(join(root, "scripts")) &&
    /^(?:\/\/.*\n)+/.exec(readFileSync(path, "utf8"))) || [""];
  return text.replace(/^\/\/ ?/gm, "");
}

const [file, ...args] = process.argv.slice(2);
if (file && args.includes("--help") && helpOf(file) !== "") {
  process.stdout.write(helpOf(file));
  process.exit(0);
}

try {
  setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

if (file) {
  const child = spawn(localBun, [file, ...args], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child as well: passing it on would be the second signal, which ends at once.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, currentCommit, ROOT } from "../../scripts/build.ts";
import { BUILD_TIMEOUT, runProgram } from "../support/binary.ts";

/** A small program with what makes building hard: split chunks, a worker two folders down, `define`. */
const SOURCES = {
  "src/main.ts": `
    declare const BUILD: { version: string; commit: string };
    const command = process.argv[2];
    if (command === "build") console.log(JSON.stringify(BUILD));
    else if (command === "env") console.log(process.env["HOSTILE"] ?? "nothing");
    else console.log(await (await import("./work/deep/sum.ts")).sum(20, 22));`,
  "src/work/deep/sum.ts": `
    import { add } from "./add.ts";
    export const sum = (a: number, b: number) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL("./sum.worker.ts", import.meta.url).href);
        worker.onmessage = ({ data }) => { resolve(data === add(a, b) ? data : undefined); worker.terminate(); };
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage([a, b]);
      });`,
  "src/work/deep/sum.worker.ts": `
    import { add } from "./add.ts";
    self.onmessage = ({ data: [a, b] }) => self.postMessage(add(a, b));`,
  "src/work/deep/add.ts": `export const add = (a: number, b: number) => a + b;`,
};
const HOSTILE = {
  "bunfig.toml": `preload = ["./hostile.ts"]\n[run]\npreload = ["./hostile.ts"]\n`,
  "hostile.ts": `require("node:fs").writeFileSync("marker", "ran");`,
  ".env": "HOSTILE=everything\n",
};
const VERSION = { version: "1.2.3", commit: "0123456789ab" };

async function write(folder: string, files: Record<string, string>): Promise<string> {
  for (const [path, source] of Object.entries(files)) await Bun.write(join(folder, path), source);
  return folder;
}

async function sha256(path: string): Promise<string> {
  return new Bun.CryptoHasher("sha256").update(await Bun.file(path).bytes()).digest("hex");
}

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reseeder-build-"));
  await write(join(folder, "one"), SOURCES);
  program = join(folder, "out/program");
  await build({ root: join(folder, "one"), outfile: program, ...VERSION });
}, BUILD_TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a build", () => {
  test("leaves the program and nothing else", () => {
    expect(readdirSync(join(folder, "out"))).toEqual(["program"]);
  });

  test("carries version and commit", async () => {
    const { code, out } = await runProgram(program, ["build"], { cwd: folder });
    expect({ code, ...JSON.parse(out) }).toEqual({ code: 0, ...VERSION });
  });

  test("runs a worker from a split chunk", async () => {
    expect(await runProgram(program, ["sum"], { cwd: folder })).toEqual({ code: 0, out: "42\n", err: "" });
  });

  test(
    "starts Ink",
    async () => {
      const root = await write(join(folder, "ink"), {
        "src/main.ts": `console.log(typeof (await import("ink")).render);`,
      });
      symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
      const outfile = join(folder, "ink/out/program");
      await build({ root, outfile, ...VERSION });
      expect(await runProgram(outfile, [], { cwd: folder })).toEqual({ code: 0, out: "function\n", err: "" });
    },
    BUILD_TIMEOUT,
  );

  test("runs no code and takes no environment from the current directory", async () => {
    const cwd = await write(join(folder, "hostile"), HOSTILE);
    expect(await runProgram(program, ["env"], { cwd })).toEqual({ code: 0, out: "nothing\n", err: "" });
    expect(readdirSync(cwd)).not.toContain("marker");
  });

  test(
    "which a build with Bun's defaults does",
    async () => {
      const cwd = await write(join(folder, "victim"), HOSTILE);
      const outfile = join(folder, "default/program");
      mkdirSync(join(folder, "default"));
      await Bun.build({ entrypoints: [join(folder, "one/src/main.ts")], compile: { outfile } });
      expect(await runProgram(outfile, ["env"], { cwd })).toMatchObject({ code: 0, out: "everything\n" });
      expect(readdirSync(cwd)).toContain("marker");
    },
    BUILD_TIMEOUT,
  );

  test(
    "of the same sources gives the same bytes, in whatever folder",
    async () => {
      await write(join(folder, "elsewhere/two"), SOURCES);
      const outfile = join(folder, "again/program");
      await build({ root: join(folder, "elsewhere/two"), outfile, ...VERSION });
      expect(await sha256(outfile)).toBe(await sha256(program));
    },
    BUILD_TIMEOUT,
  );

  test("rejects two workers of one name", async () => {
    const worker = "self.onmessage = () => {};";
    const files = { "src/main.ts": "", "src/work/a.worker.ts": worker, "src/http/a.worker.ts": worker };
    const root = await write(join(folder, "twins"), files);
    const built = build({ root, outfile: join(folder, "twins/out/program"), ...VERSION });
    await expect(built).rejects.toThrow("Two workers share a file name");
  });
});

describe("the commit built in", () => {
  const git = (cwd: string, ...args: string[]) => {
    const who = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
    const { success, stdout, stderr } = Bun.spawnSync(["git", "-C", cwd, ...who, ...args]);
    if (!success) throw new Error(stderr.toString());
    return stdout.toString().trim();
  };

  test("is HEAD, marked where sources differ, and unknown outside the repository's top", async () => {
    const root = await write(join(folder, "repository"), { "src/main.ts": "1;", "README.md": "a", "unpacked/a": "" });
    expect(currentCommit(root)).toBe("unknown");
    git(root, "init", "--quiet");
    expect(currentCommit(root)).toBe("unknown");
    git(root, "add", ".");
    git(root, "commit", "--quiet", "--message=One");
    const head = git(root, "rev-parse", "HEAD").slice(0, 12);
    expect(currentCommit(root)).toBe(head);
    await write(root, { "README.md": "b" });
    expect(currentCommit(root)).toBe(head);
    await write(root, { "src/new.ts": "2;" });
    expect(currentCommit(root)).toBe(`${head}-dirty`);
    expect(currentCommit(join(root, "unpacked"))).toBe("unknown");
  });
});

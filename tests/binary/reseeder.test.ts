import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentCommit, packageVersion } from "../../scripts/build.ts";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";

let reseeder: string;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "reseeder-binary-")));
beforeAll(async () => {
  reseeder = await binary();
}, BUILD_TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("--version prints version and commit", async () => {
  const out = `reseeder ${await packageVersion()} (${currentCommit()})\n`;
  expect(await runProgram(reseeder, ["--version"], { cwd: folder })).toEqual({ code: 0, out, err: "" });
});

test("help shows the documents that the program carries", async () => {
  const { code, out } = await runProgram(reseeder, ["help", "swarm"], { cwd: folder });
  expect([code, out.split("\n")[0]]).toEqual([0, "Seeders: dead torrents come first"]);
});

describe("a hostile current directory", () => {
  const cwd = join(folder, "hostile");
  beforeAll(async () => {
    mkdirSync(cwd);
    const preload = `preload = ["./hostile.ts"]\n`;
    await Bun.write(
      join(cwd, "bunfig.toml"),
      `${preload}[run]\n${preload}[serve.static]\nplugins = ["./hostile.ts"]\n`,
    );
    await Bun.write(join(cwd, "hostile.ts"), `require("node:fs").writeFileSync("marker", "ran");`);
    await Bun.write(join(cwd, ".env"), "RESEEDER_DB=hostile.db\n");
    await Bun.write(join(cwd, "tsconfig.json"), `{ "compilerOptions": { "paths": { "*": ["./hostile.ts"] } } }`);
    await Bun.write(join(cwd, "package.json"), `{ "type": "commonjs", "imports": { "#*": "./hostile.ts" } }`);
  });

  test.each(["--version", "--help", "stats", "scan . --db ../scan.db"])(
    "runs none of its code for %s",
    async (line) => {
      const before = readdirSync(cwd);
      await runProgram(reseeder, line.split(" "), { cwd });
      expect(readdirSync(cwd)).toEqual(before);
    },
  );

  test("sets nothing by its .env", async () => {
    const { code, err } = await runProgram(reseeder, ["stats"], { cwd });
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining(join(cwd, "reseeder.db")) });
    const told = await runProgram(reseeder, ["stats"], { cwd, env: { RESEEDER_DB: "told.db" } });
    expect({ code: told.code, err: told.err }).toMatchObject({
      code: 0,
      err: expect.stringContaining(join(cwd, "told.db")),
    });
  });
});

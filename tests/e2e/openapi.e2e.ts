import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test";
import { join } from "node:path";
import { generateTorrent } from "../../scripts/corpus.ts";
import { binary, runProgram } from "../support/binary.ts";
import { CompiledServe } from "../support/compiled-serve.ts";
import { testWith } from "../support/needs.ts";
import { ROOT } from "../support/root.ts";
import { type Tree, tree } from "../support/tree.ts";

setDefaultTimeout(900_000);

const SPECTRAL = "@stoplight/spectral-cli@6.16.3";
const REDOCLY = "@redocly/cli@2.77.0";
const FOLDER = join(ROOT, "scripts/openapi");
const TORRENTS = 200;

/** pip install schemathesis==4.32.5; another one than that on the PATH is named in SCHEMATHESIS. */
const schemathesis = process.env["SCHEMATHESIS"] ?? Bun.which("schemathesis");
const npx = Bun.which("npx");
/** Environment of a program that keeps what it downloads. */
const HOME = { HOME: process.env["HOME"] ?? "" };

let dir: Tree;
let server: CompiledServe;
let token: string;

async function reseeder(...words: string[]): Promise<string> {
  const { code, out, err } = await runProgram(await binary(), [...words, "--db", dir.path("reseeder.db")], {
    cwd: dir.root,
  });
  if (code !== 0) throw new Error(`reseeder ${words.join(" ")}: ${err}`);
  return out;
}

beforeAll(async () => {
  dir = tree();
  const size = { torrents: TORRENTS, files: TORRENTS * 5, small: true };
  for (let i = 0; i < TORRENTS; i++) dir.write(`torrents/${i + 1}.torrent`, generateTorrent(1, i, size).bytes);
  await reseeder("scan", dir.path("torrents"));
  // A list that names nothing of the index must not leave the other endpoints without a torrent.
  await reseeder("settings", "set", "unlisted", "offer");
  token = JSON.parse(await reseeder("token", "create", "all", "--scope", "match,manage,metrics", "--json")).token;
  server = await CompiledServe.start(dir.path("reseeder.db"), dir.root);
  dir.write("openapi.json", await (await fetch(`${server.url}/docs/json`)).text());
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

const lint = testWith(npx !== null, "npx");

lint("Spectral finds nothing in the document", async () => {
  const words = [
    "--yes",
    SPECTRAL,
    "lint",
    "--fail-severity=hint",
    "-r",
    join(FOLDER, "spectral.yaml"),
    "openapi.json",
  ];
  const { code, out } = await runProgram(npx ?? "", words, { cwd: dir.root, env: HOME });
  expect([code, out]).toEqual([0, expect.stringContaining("No results")]);
});

lint("Redocly finds nothing in the document", async () => {
  const words = ["--yes", REDOCLY, "lint", "--config", join(FOLDER, "redocly.yaml"), "openapi.json"];
  const { code, out, err } = await runProgram(npx ?? "", words, { cwd: dir.root, env: HOME });
  expect([code, out + err]).toEqual([0, expect.stringContaining("is valid")]);
  expect(out + err).not.toContain("Warning was generated");
});

for (const auth of ["none", "token"]) {
  testWith(schemathesis !== null, "schemathesis")(
    `every answer is as the document says, with auth = ${auth}`,
    async () => {
      await reseeder("settings", "set", "auth", auth);
      const words = [
        ...["--config-file", join(FOLDER, "schemathesis.toml"), "run", `${server.url}/docs/json`, "--url", server.url],
        ...["-H", `Authorization: Bearer ${token}`],
      ];
      const env = { SCHEMATHESIS_HOOKS: join(FOLDER, "hooks.py"), PYTHONDONTWRITEBYTECODE: "1" };
      const { code, out, err } = await runProgram(schemathesis ?? "", words, { cwd: dir.root, env });
      console.log(/Test cases:\n.*/.exec(out)?.[0]);
      expect([code, code === 0 ? "" : (/=+ (?:ERRORS|FAILURES)[\s\S]*/.exec(out)?.[0] ?? err).slice(0, 8_000)]).toEqual(
        [0, ""],
      );
    },
  );
}

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { CompiledServe } from "../support/compiled-serve.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { type Tree, tree } from "../support/tree.ts";
import { found } from "../support/user-data.ts";

setDefaultTimeout(BUILD_TIMEOUT);

const FILES = [{ name: "Movie.mkv", size: 7 }];

let dir: Tree;
let program: string;
const reseeder = (...words: string[]) => runProgram(program, words, { cwd: dir.root });
const left = (...words: string[]) => found(dir.path("reseeder.db"), words);

beforeEach(async () => {
  program = await binary();
  dir = tree({ "t/1.torrent": plainTorrent("Movie.mkv", 7) });
  expect((await reseeder("scan", "t")).code).toBe(0);
});

afterEach(() => dir[Symbol.dispose]());

async function use(serve: CompiledServe, user: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const path of ["handshake", "phase1", "phase2", "report"]) {
    statuses.push((await serve.post(`/match/${path}`, { user_id: user, files: FILES })).status);
  }
  return statuses;
}

/** Rows of the request log are written a moment after the answer. */
async function logged(user: string): Promise<void> {
  while (left(user).length === 0) await Bun.sleep(20);
}

test("serve goes on while users are wiped, and what it knows of them afterwards is new", async () => {
  await using serve = await CompiledServe.start("reseeder.db", dir.root, "--watch");
  await use(serve, "needle-before");
  await logged("needle-before");
  const answers: number[] = [];
  let over = false;
  const asking = (async () => {
    while (!over) answers.push(...(await use(serve, "somebody-else")));
  })();
  const { code, err } = await reseeder("wipe", "users", "--yes");
  over = true;
  await asking;
  expect([code, err]).toEqual([0, ""]);
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(left("needle-before")).toEqual([]);
  expect(await use(serve, "needle-after")).toEqual([200, 200, 200, 200]);
  await logged("needle-after");
  const { code: again } = await reseeder("wipe", "users", "--yes");
  expect([again, left("needle-after", "somebody-else")]).toEqual([0, []]);
  const { said } = await serve.post("/match/phase1", { files: FILES });
  expect(said.matched_torrents_count).toBe(1);
  expect(await serve.stop()).not.toContain("error");
});

test("everything is wiped only when serve has ended, which is named", async () => {
  await using serve = await CompiledServe.start("reseeder.db", dir.root);
  await use(serve, "needle-before");
  await logged("needle-before");
  const rejected = await reseeder("wipe", "everything", "--yes");
  expect([rejected.code, rejected.out]).toEqual([11, ""]);
  if (process.platform === "linux") expect(rejected.err).toContain(`reseeder (process ${serve.pid})`);
  expect((await serve.post("/match/phase1", { files: FILES })).said.matched_torrents_count).toBe(1);
  await serve.stop();
  expect((await reseeder("wipe", "everything", "--yes")).code).toBe(0);
  expect(left("needle-before", "Movie.mkv")).toEqual([]);
  await using next = await CompiledServe.start("reseeder.db", dir.root);
  expect((await next.post("/match/phase1", { files: FILES })).said.matched_torrents_count).toBe(0);
});

test("serve removes what log_retention_days calls old", async () => {
  await reseeder("settings", "set", "log_retention_days", "30");
  const database = new Database(dir.path("reseeder.db"));
  const columns = "at, method, path, status, duration_us, bytes_in, bytes_out, user_id";
  const insert = database.query(`INSERT INTO requests (${columns}) VALUES (?, 'GET', '/', 200, 1, 1, 1, ?)`);
  insert.run(Date.now() - 31 * 86_400_000, "needle-old");
  insert.run(Date.now() - 29 * 86_400_000, "needle-new");
  await using _ = await CompiledServe.start("reseeder.db", dir.root);
  const users = () => database.query("SELECT user_id FROM requests").values().flat();
  while (users().includes("needle-old")) await Bun.sleep(20);
  expect(users()).toEqual(["needle-new"]);
  database.close();
});

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { CompiledServe } from "../support/compiled-serve.ts";
import { until } from "../support/daemon.ts";
import { LITESTREAM, replicate, restoreReplica } from "../support/litestream.ts";
import { describeWith } from "../support/needs.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { type Tree, tree } from "../support/tree.ts";

setDefaultTimeout(BUILD_TIMEOUT);

const FILES = [{ name: "Movie.mkv", size: 7 }];

describeWith(LITESTREAM !== null, "litestream")("beside Litestream", () => {
  let dir: Tree;
  let program: string;
  const reseeder = (...words: string[]) => runProgram(program, words, { cwd: dir.root });

  beforeEach(async () => {
    program = await binary();
    dir = tree({ "torrents/1.torrent": plainTorrent("Movie.mkv", 7) });
    // A replica elsewhere has no folder.
    expect((await reseeder("settings", "set", "store_torrents", "true")).code).toBe(0);
    expect((await reseeder("scan", "torrents")).code).toBe(0);
  });
  afterEach(() => dir[Symbol.dispose]());

  const start = () => replicate(dir.path("reseeder.db"), dir.path("replica"), dir.path("litestream"));

  const reporters = (path: string): string[] => {
    const database = new Database(path, { readonly: true });
    try {
      expect(database.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
      return (database.query("SELECT user_id FROM reports").values() as [string][]).map(([user]) => user);
    } finally {
      database.close();
    }
  };

  const report = async (serve: CompiledServe, user: string) =>
    (await serve.post("/match/report", { user_id: user, confirmed: [], rejected: [] })).status;

  test("every report that was acknowledged before serve was killed is in the restored copy", async () => {
    const acknowledged: string[] = [];
    {
      await using litestream = await start();
      await using serve = await CompiledServe.start("reseeder.db", dir.root);
      const posting = [1, 2, 3, 4].map(async (client) => {
        for (let i = 0; ; i++) {
          const user = `${client}-${i}`;
          // Rejects when serve is gone.
          if ((await report(serve, user)) === 200) acknowledged.push(user);
        }
      });
      await until("many reports", () => acknowledged.length > 400);
      process.kill(serve.pid, "SIGKILL");
      await Promise.allSettled(posting);
      expect(litestream.isAlive).toBe(true);
    }
    restoreReplica(dir.path("replica"), dir.path("restored.db"));
    const restored = new Set(reporters(dir.path("restored.db")));
    expect(acknowledged.filter((user) => !restored.has(user))).toEqual([]);
  });

  test("without an end in order, what was replicated is in the copy, and a server elsewhere hands out from it", async () => {
    {
      const litestream = await start();
      await using serve = await CompiledServe.start("reseeder.db", dir.root);
      expect(await report(serve, "early")).toBe(200);
      await until("the report to be replicated", () => {
        dir.remove("look.db");
        try {
          restoreReplica(dir.path("replica"), dir.path("look.db"));
          return reporters(dir.path("look.db")).includes("early");
        } catch {
          return false;
        }
      });
      process.kill(litestream.pid, "SIGKILL");
      await litestream[Symbol.asyncDispose]();
    }
    restoreReplica(dir.path("replica"), dir.path("copy.db"));
    dir.remove("torrents");
    dir.folder("elsewhere");
    const restored = await reseeder("restore", "--db", "elsewhere/reseeder.db", "copy.db");
    expect([restored.code, restored.err]).toEqual([0, ""]);
    await using serve = await CompiledServe.start("elsewhere/reseeder.db", dir.root);
    const { said } = await serve.post("/match/phase1", { user_id: "12345", files: FILES });
    expect(said.matched_torrents).toMatchObject([{ name: "Movie.mkv", torrent_file: expect.any(String) }]);
  });

  test("backups are made, restored with --force and replicated; a wipe says who keeps the log", async () => {
    expect((await reseeder("backup")).code).toBe(0);
    const [file = ""] = [...new Bun.Glob("backups/*.db").scanSync({ cwd: dir.root })];
    {
      await using _litestream = await start();
      await using serve = await CompiledServe.start("reseeder.db", dir.root);
      expect(await report(serve, "lost")).toBe(200);
      const inUse = await reseeder("restore", file);
      expect([inUse.code, inUse.err]).toEqual([11, expect.stringContaining("litestream")]);
      expect((await reseeder("restore", "--force", file)).code).toBe(0);
      expect((await reseeder("backup")).code).toBe(0);
      expect(await report(serve, "kept")).toBe(200);
      const wiped = await reseeder("wipe", "users", "--only", "requests", "--yes");
      expect([wiped.code, wiped.err]).toEqual([3, expect.stringMatching(/-wal may .* litestream/)]);
    }
    restoreReplica(dir.path("replica"), dir.path("restored.db"));
    expect(reporters(dir.path("restored.db"))).toEqual(["kept"]);
  });
});

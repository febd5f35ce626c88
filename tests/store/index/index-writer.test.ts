import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { fileKey } from "../../../src/core/content/names.ts";
import { toRecord } from "../../../src/core/content/record.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { ID_SAID_BY, type IdSaidBy, type IndexWriter } from "../../../src/store/index/index-writer.ts";
import { PostingsBuffer } from "../../../src/store/index/postings-buffer.ts";
import { Store } from "../../../src/store/store.ts";
import { addTorrent, memoryStore, STAMP } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

const recordOf = (bytes: Uint8Array) => toRecord(parseMetainfo(bytes));

/** A store in a file and a second, plain connection to it for looking with SQL. */
function pair() {
  const dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  const sql = new Database(dir.path("x.db"));
  return {
    store,
    sql,
    one: (text: string) => Object.values(sql.query<Record<string, unknown>, []>(text).get() ?? {})[0],
    [Symbol.dispose]: () => {
      sql.close();
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

describe("keeping a torrent", () => {
  test.each(["v1", "v2", "hybrid"] as const)("%s is known by its info-hash the second time", (version) => {
    using store = memoryStore();
    const record = recordOf(
      buildTorrent({
        name: "a",
        version,
        files: [
          { path: "x", length: 30_000 },
          { path: "y", length: 9 },
        ],
      }),
    );
    const first = store.write((writer) => writer.keep(record));
    const second = store.write((writer) => writer.keep(record));
    expect([first.outcome, second.outcome, second.id]).toEqual(["added", "known", first.id]);
    const { infoHashV1, infoHashV2 } = store.torrents.describe([first.id]).get(first.id) ?? {};
    expect([infoHashV1, infoHashV2]).toEqual([record.infoHashV1, record.infoHashV2]);
  });

  test("everything that matching and later work need is there", () => {
    using db = pair();
    const bytes = plainTorrent(
      "Show",
      [
        ["a/x.mkv", 5_000_000_000],
        ["b/X.MKV", 5_000_000_000],
        ["pad", 3, "p"],
      ],
      { private: true },
    );
    const record = recordOf(bytes);
    const { id } = db.store.write((writer) => writer.keep(record), 1_700_000_000_123);
    expect(db.store.torrents.unindexed()).toEqual([id]);
    const rows = new PostingsBuffer(db.store);
    rows.add(id, record);
    Array.from(rows.flush());
    expect(db.store.torrents.unindexed()).toEqual([]);
    expect(db.sql.query("SELECT * FROM torrents").get()).toEqual({
      id,
      state: 0,
      revision: 1,
      info_hash_v1: record.infoHashV1,
      info_hash_v2: null,
      pieces_hash: record.piecesHash,
      name: "Show",
      private: 1,
      single_file: 0,
      piece_length: record.pieceLength,
      piece_count: record.pieceCount,
      info_length: record.infoLength,
      pieces_offset: record.piecesOffset,
      pieces_length: record.piecesLength,
      file_count: 2,
      payload_size: 10_000_000_000,
      total_size: 10_000_000_003,
      external_id: null,
      external_id_given: 0,
      seeders: null,
      leechers: null,
      swarm_seen_at: null,
      added_at: 1_700_000_000_123,
      withheld_reason: null,
      withheld_at: null,
      tracker_added_at: null,
    });
    expect(db.sql.query("SELECT * FROM name_index").all()).toEqual([
      { key: fileKey("x.mkv", 5_000_000_000), torrent_id: id, files: 2 },
    ]);
    expect(db.sql.query("SELECT * FROM size_index").all()).toEqual([{ size: 5_000_000_000, torrent_id: id, files: 2 }]);
    expect(db.store.torrents.files(id).map(({ path, length, pad }) => [path, length, pad])).toEqual([
      ["a/x.mkv", 5_000_000_000, false],
      ["b/X.MKV", 5_000_000_000, false],
      ["pad", 3, true],
    ]);
    expect(db.store.torrents.files(id + 1)).toEqual([]);
  });

  test("an id is never given twice, even after a row was deleted by hand", () => {
    using db = pair();
    const [a, b] = [1, 2].map((size) => addTorrent(db.store, plainTorrent("a", size)));
    db.sql.run("DELETE FROM locations");
    for (const table of ["file_lists", "name_index", "size_index"])
      db.sql.run(`DELETE FROM ${table} WHERE torrent_id = ${b}`);
    db.sql.run(`DELETE FROM torrents WHERE id = ${b}`);
    expect([a, b, addTorrent(db.store, plainTorrent("a", 3))]).toEqual([1, 2, 3]);
  });

  test("a flagged or removed torrent stays so when its file is met again", () => {
    using store = memoryStore();
    const record = recordOf(plainTorrent("a", 1));
    for (const state of [STATE.FLAGGED, STATE.REMOVED, STATE.FLAGGED | STATE.REMOVED]) {
      const { id } = store.write((writer) => writer.keep(record));
      store.write((writer) => writer.changeState(id, state, 0));
      expect(store.write((writer) => writer.keep(record)).outcome).toBe("known");
      expect(store.torrents.rankingRows([id])).toEqual([]);
      store.write((writer) => writer.changeState(id, 0, state));
      expect(store.torrents.rankingRows([id])).toHaveLength(1);
    }
  });
});

describe("the revision", () => {
  test("moves with every change of state and with nothing else", () => {
    using db = pair();
    const revision = (id: number) => db.one(`SELECT revision FROM torrents WHERE id = ${id}`);
    const [a, b] = [addTorrent(db.store, plainTorrent("a", 1)), addTorrent(db.store, plainTorrent("b", 2))] as const;
    expect([revision(a), revision(b), db.one("SELECT revision FROM totals")]).toEqual([1, 2, 2]);
    expect(db.store.write((writer) => writer.changeState(a, STATE.MISSING, 0))).toBe(true);
    expect(db.store.write((writer) => writer.changeState(a, STATE.MISSING, 0))).toBe(false);
    expect(db.store.write((writer) => writer.changeState(999, STATE.MISSING, 0))).toBe(false);
    expect([revision(a), revision(b)]).toEqual([3, 2]);
    db.store.write((writer) => {
      writer.changeState(a, 0, STATE.MISSING);
      writer.changeState(b, STATE.FLAGGED, 0);
    });
    expect([revision(a), revision(b), db.one("SELECT revision FROM totals")]).toEqual([4, 5, 5]);
  });

  test("of a write that failed is not used up", () => {
    using db = pair();
    expect(() =>
      db.store.write((writer) => {
        writer.keep(recordOf(plainTorrent("a", 1)));
        throw new Error("no");
      }),
    ).toThrow("no");
    addTorrent(db.store, plainTorrent("b", 2));
    expect(db.one("SELECT max(revision) FROM torrents")).toBe(1);
  });
});

describe("locations", () => {
  test("a torrent goes missing with its last one, and returns with its id", () => {
    using store = memoryStore();
    const bytes = plainTorrent("a", 1);
    const id = addTorrent(store, bytes, "1.torrent");
    addTorrent(store, bytes, "copy.torrent");
    const rows = () => {
      const known = store.locations.ofRoot(1);
      return [...known.rows].map(([path, row]) => [path, known.id[row] ?? 0] as const);
    };
    const [first, second] = rows();
    const remove = (location: number) =>
      store.write((writer) => {
        writer.removeLocation(location);
        return writer.settle(id);
      });
    expect(remove(first?.[1] ?? 0)).toBe(false);
    expect(store.statistics.totals()).toMatchObject({ torrents: 1, missing: 0 });
    expect(remove(second?.[1] ?? 0)).toBe(true);
    expect(store.statistics.totals()).toMatchObject({ torrents: 0, missing: 1 });
    const kept = store.write((writer) => writer.keep(recordOf(bytes)));
    expect(kept).toEqual({ id, outcome: "returned" });
    expect(store.statistics.totals()).toMatchObject({ torrents: 1, missing: 0 });
  });

  test("a place holds one thing: a torrent, then a rejected file, then another torrent", () => {
    using store = memoryStore();
    const id = addTorrent(store, plainTorrent("a", 1), "x.torrent");
    const path = Buffer.from("x.torrent");
    const before = store.locations.ofTorrents([id]);
    store.write((writer) =>
      writer.upsert(1, path, { ...STAMP, size: 99 }, { code: "TRUNCATED", message: "at byte 5" }),
    );
    expect(store.locations.ofTorrents([id])).toEqual([]);
    expect([...store.locations.rejected()]).toEqual([
      { path: "/srv/x.torrent", code: "TRUNCATED", message: "at byte 5" },
    ]);
    const other = addTorrent(store, plainTorrent("b", 2), "x.torrent");
    expect([...store.locations.rejected()]).toEqual([]);
    expect(store.locations.ofTorrents([id, other])).toMatchObject([{ torrentId: other, path: before[0]?.path }]);
  });

  test("placing and removing say which torrent lay there, whoever put it there", () => {
    using p = pair();
    const [a, b] = [
      addTorrent(p.store, plainTorrent("a", 1), "x.torrent"),
      addTorrent(p.store, plainTorrent("b", 2), "y.torrent"),
    ];
    const place = (torrent: Parameters<IndexWriter["upsert"]>[3]) =>
      p.store.write((writer) => writer.upsert(1, Buffer.from("x.torrent"), STAMP, torrent));
    expect(place({ id: b, infoOffset: 0 })).toBe(a);
    p.sql.run("UPDATE locations SET torrent_id = 1 WHERE path = CAST('x.torrent' AS BLOB)");
    expect(place({ code: "SYNTAX", message: "" })).toBe(1);
    expect(place({ id: b, infoOffset: 0 })).toBe(0);
    const id = Number(p.one("SELECT id FROM locations WHERE path = CAST('x.torrent' AS BLOB)"));
    expect(p.store.write((writer) => writer.removeLocation(id))).toBe(b);
    expect(p.store.write((writer) => writer.removeLocation(id))).toBe(0);
    expect(place({ id: a, infoOffset: 0 })).toBe(0);
  });

  test("a place without a torrent and without a reason is rejected by the database itself", () => {
    using db = pair();
    db.store.write(() => db.store.roots.register("/srv", 0));
    const insert = (values: string) => () =>
      db.sql.run(
        `INSERT INTO locations (root_id, path, size, mtime_s, mtime_ns, inode, torrent_id, code) VALUES (1, x'61', 1, 1, 1, 1, ${values})`,
      );
    expect(insert("NULL, NULL")).toThrow("CHECK");
    expect(insert("NULL, 'SYNTAX'")).not.toThrow();
  });
});

// The kept counts, compared with a count by SQL after each of many random changes of state.
test("totals equal a recount, whatever happens to states", () => {
  using db = pair();
  const recount = `
    SELECT coalesce(sum(state = 0), 0) AS torrents,
      coalesce(sum(CASE WHEN state = 0 THEN (SELECT sum(files) FROM size_index WHERE torrent_id = id) END), 0) AS files,
      coalesce(sum(CASE WHEN state = 0 THEN payload_size END), 0) AS payload,
      coalesce(sum(state IN (1, 9)), 0) AS missing,
      coalesce(sum(state IN (2, 3, 10, 11)), 0) AS flagged,
      coalesce(sum(state IN (4, 5, 6, 7, 12, 13, 14, 15)), 0) AS removed,
      coalesce(sum(state = 8), 0) AS withheld,
      coalesce(sum(state = 0 AND seeders = 0), 0) AS dead,
      coalesce(sum(state = 0 AND seeders >= 0), 0) AS counted
    FROM torrents`;
  let random = 42;
  const next = (below: number) => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return Math.floor((random / 2 ** 32) * below);
  };
  for (let n = 0; n < 300; n++) {
    if (n % 10 === 0) {
      addTorrent(
        db.store,
        plainTorrent(`t${n}`, [
          ["a", 1 + n],
          ["b", 7],
          ["c", 7],
          ["empty", 0],
          ["p", 5, "p"],
        ]),
      );
    }
    const id = 1 + next(1 + n / 10);
    db.store.write((writer) => {
      writer.changeState(id, next(16), next(16));
      if (next(2) === 0) writer.setSwarm(1 + next(1 + n / 10), { seeders: next(3), leechers: next(3) }, n);
    });
    expect(db.store.statistics.totals()).toEqual(db.sql.query(recount).get() as never);
  }
  const states = db.one("SELECT count(DISTINCT state) FROM torrents");
  expect(states).toBeGreaterThan(4);
});

test("a torrent that is stored stays on offer without a file, under the id of its first file", () => {
  using db = pair();
  const bytes = plainTorrent("t", [["a", 5]]);
  const { id } = db.store.write((writer) => writer.keep(recordOf(bytes), "17"));
  db.store.write((writer) => {
    writer.store(id, bytes, 5);
    expect(writer.settle(id)).toBe(false);
  });
  expect(db.one(`SELECT state FROM torrents WHERE id = ${id}`)).toBe(0);
  expect(db.one(`SELECT external_id FROM torrents WHERE id = ${id}`)).toBe("17");
});

test("postings that are written again stay as they are", () => {
  using db = pair();
  const id = addTorrent(db.store, plainTorrent("t", [["a", 5]]));
  const rows = [5, id, 1, 6, id, 2];
  const count = () => db.one("SELECT count(*) FROM size_index");
  db.store.write((writer) => writer.index("size", rows));
  const before = count();
  db.store.write((writer) => writer.index("size", rows));
  expect(count()).toBe(before);
});

test("a removed torrent stays removed whatever its file does, until the removal is taken back", () => {
  using db = pair();
  const state = (id: number) => db.one(`SELECT state FROM torrents WHERE id = ${id}`);
  const bytes = plainTorrent("t", [["a", 5]]);
  const id = addTorrent(db.store, bytes);
  const record = toRecord(parseMetainfo(bytes));
  db.store.write((writer) => expect(writer.remove(id)).toBe(true));
  db.store.write((writer) => expect(writer.remove(id)).toBe(false));
  // Its file was there all the time.
  db.store.write((writer) => expect(writer.keep(record)).toEqual({ id, outcome: "known" }));
  expect(state(id)).toBe(STATE.REMOVED);
  db.store.write((writer) => writer.changeState(id, 0, STATE.REMOVED));
  db.store.write((writer) => {
    writer.store(id, bytes, 5);
    expect(writer.settle(id)).toBe(false);
  });
  expect(state(id)).toBe(0);
  expect(db.store.storedTorrents.read(id)).toEqual({ bytes, infoOffset: 5 });
  db.store.write((writer) => {
    writer.remove(id);
    writer.removeLocationsOf(1, 10);
    expect(writer.settle(id)).toBe(false);
  });
  expect(db.store.storedTorrents.read(id)).toBeNull();
  expect(state(id)).toBe(STATE.REMOVED | STATE.MISSING);
  db.store.write((writer) => expect(writer.keep(record)).toEqual({ id, outcome: "known" }));
  expect(state(id)).toBe(STATE.REMOVED);
  db.store.write((writer) => {
    expect([writer.isRemoved(id), writer.changeState(id, 0, STATE.REMOVED), writer.isRemoved(id)]).toEqual([
      true,
      true,
      false,
    ]);
  });
  expect(state(id)).toBe(0);
});

test("an id of the list in force is not overruled by a push, nor that by a file's name", () => {
  const { FILE_NAME, PUSH, LIST } = ID_SAID_BY;
  using db = pair();
  const id = addTorrent(db.store, plainTorrent("t", [["a", 5]]));
  const says = (externalId: string | null, by: IdSaidBy) => {
    db.store.write((writer) => writer.setExternalId(id, externalId, by));
    return db.store.torrents.describe([id]).get(id)?.externalId;
  };
  expect(says("7", FILE_NAME)).toBe("7");
  expect(says(null, FILE_NAME)).toBeNull();
  expect(says("site-9", PUSH)).toBe("site-9");
  expect(says("7", FILE_NAME)).toBe("site-9");
  expect(says("12", LIST)).toBe("12");
  expect(says("site-9", PUSH)).toBe("12");
  db.store.write((writer) => writer.releaseExternalId(id));
  expect(says("site-9", PUSH)).toBe("site-9");
});

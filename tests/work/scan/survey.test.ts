import { describe, expect, test } from "bun:test";
import { chmodSync, statSync } from "node:fs";
import { encodePath } from "../../../src/core/path-bytes.ts";
import type { Store } from "../../../src/store/store.ts";
import { stampOf } from "../../../src/work/files/torrent-file.ts";
import { checkRoot, survey } from "../../../src/work/scan/survey.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { runUnprivileged, sourcePath, UNPRIVILEGED } from "../../support/unprivileged.ts";

/** Tells a store that a file of the tree is known as it is now; rejected when there is a code. */
function know(store: Store, dir: Tree, path: string, code?: string): void {
  const { id: rootId } = store.write(() => store.roots.register(dir.root, 0));
  const torrentId = code === undefined ? addTorrent(store, plainTorrent(path, 1), path, dir.root) : 0;
  const stamp = stampOf(statSync(dir.path(path), { bigint: true }));
  store.write((writer) =>
    writer.upsert(
      rootId,
      encodePath(path),
      stamp,
      code === undefined ? { id: torrentId, infoOffset: 1 } : { code, message: "" },
    ),
  );
}

const look = (store: Store, dir: Tree, everything = false) =>
  survey(dir.root, store.locations.ofRoot(1), () => everything);

function touch(path: string, time: string): void {
  expect(Bun.spawnSync(["touch", "-d", time, path]).exitCode).toBe(0);
}

describe("a known file", () => {
  test("is unchanged while size and time are the same to the nanosecond", () => {
    using dir = tree({ "x.torrent": "12345" });
    using store = memoryStore();
    touch(dir.path("x.torrent"), "2001-02-03 04:05:06.123456789 UTC");
    know(store, dir, "x.torrent");
    expect(look(store, dir)).toMatchObject({ found: 1, unchanged: 1, toRead: [], vanished: [] });
    // Other content of the same length and time: nobody looks, that is what "one stat" means.
    dir.write("x.torrent", "54321");
    touch(dir.path("x.torrent"), "2001-02-03 04:05:06.123456789 UTC");
    expect(look(store, dir)).toMatchObject({ found: 1, unchanged: 1, toRead: [] });
    touch(dir.path("x.torrent"), "2001-02-03 04:05:06.123456790 UTC");
    const digits = statSync(dir.path("x.torrent"), { bigint: true }).mtimeNs % 1000n;
    if (digits !== 790n)
      return console.warn(`this file system keeps no nanoseconds (${digits}): only whole steps are checked`);
    expect(look(store, dir)).toMatchObject({ found: 1, unchanged: 0, toRead: ["x.torrent"] });
  });

  test("is read again when its size or its second is another", () => {
    using dir = tree({ "size.torrent": "12345", "time.torrent": "12345" });
    using store = memoryStore();
    for (const name of ["size.torrent", "time.torrent"]) {
      touch(dir.path(name), "2001-02-03 04:05:06 UTC");
      know(store, dir, name);
    }
    dir.write("size.torrent", "123456");
    touch(dir.path("size.torrent"), "2001-02-03 04:05:06 UTC");
    touch(dir.path("time.torrent"), "2001-02-03 04:05:05 UTC");
    expect(look(store, dir)).toMatchObject({ found: 2, unchanged: 0, vanished: [] });
    expect(look(store, dir).toRead.sort()).toEqual(["size.torrent", "time.torrent"]);
  });

  test("that was rejected is remembered, unless the reason may have gone by itself", () => {
    using dir = tree({ "a.torrent": "", "b.torrent": "", "c.torrent": "", "d.torrent": "" });
    using store = memoryStore();
    const codes = {
      "a.torrent": "SYNTAX",
      "b.torrent": "SYNTAX",
      "c.torrent": "UNREADABLE",
      "d.torrent": "CHANGED_WHILE_READ",
    };
    for (const [path, code] of Object.entries(codes)) know(store, dir, path, code);
    const result = look(store, dir);
    expect([...result.stillRejected]).toEqual([["SYNTAX", 2]]);
    expect(result.toRead.sort()).toEqual(["c.torrent", "d.torrent"]);
    expect(result.unchanged).toBe(0);
  });

  test("is read whatever it looks like when everything is asked for", () => {
    using dir = tree({ "a.torrent": "", "b.torrent": "" });
    using store = memoryStore();
    know(store, dir, "a.torrent");
    know(store, dir, "b.torrent", "SYNTAX");
    const result = look(store, dir, true);
    expect(result.toRead.sort()).toEqual(["a.torrent", "b.torrent"]);
    expect(result).toMatchObject({ unchanged: 0, found: 2, vanished: [] });
    expect(result.stillRejected.size).toBe(0);
  });

  test("that is gone, or a folder now, has vanished; a new one is to be read", () => {
    using dir = tree({ "a.torrent": "", "b.torrent": "", "sub/c.torrent": "" });
    using store = memoryStore();
    for (const path of ["a.torrent", "b.torrent", "sub/c.torrent"]) know(store, dir, path);
    dir.remove("a.torrent");
    dir.folder("a.torrent");
    dir.remove("sub");
    dir.write("new.torrent", "");
    const known = store.locations.ofRoot(1);
    const result = survey(dir.root, known);
    expect(result).toMatchObject({ found: 2, unchanged: 1, toRead: ["new.torrent"] });
    expect(result.vanished.sort()).toEqual(
      [known.rows.get("a.torrent"), known.rows.get("sub/c.torrent")].sort() as number[],
    );
  });
});

describe("a root that cannot be read", () => {
  test.each([["gone"], ["file"], ["file/below"]])("%s is an error that names it", (name) => {
    using dir = tree({ file: "" });
    using store = memoryStore();
    const known = store.locations.ofRoot(1);
    for (const action of [() => survey(dir.path(name), known), () => checkRoot(dir.path(name))]) {
      expect(action).toThrow(`Cannot read ${dir.path(name)}: `);
      expect(action).toThrow(expect.objectContaining({ code: "ROOT_UNREADABLE", exitCode: 1 }));
    }
  });

  /** What a survey without root's rights says of a tree in which both files are known. */
  function surveyed(dir: Tree): unknown {
    return runUnprivileged(`
      const { survey } = await import(${JSON.stringify(sourcePath("work/scan/survey.ts"))});
      const column = () => new Float64Array(2);
      const rows = new Map([["x.torrent", 0], ["sub/y.torrent", 1]]);
      const known = { rows, id: column(), size: column(), mtimeS: column(), mtimeNs: column(), torrentId: column(), codes: new Map() };
      try { console.log(JSON.stringify(survey(${JSON.stringify(dir.root)}, known))); }
      catch (error) { console.log(JSON.stringify({ code: error.code, message: error.message })); }`);
  }

  test.skipIf(UNPRIVILEGED === null).each([[0o000], [0o644]])(
    `a folder without rights (%p) hides what is known below it, and nothing else${UNPRIVILEGED ? "" : " (skipped: no user but root that may read the checkout)"}`,
    (mode) => {
      using dir = tree({ "x.torrent": "", "sub/y.torrent": "", "sub/new.torrent": "" });
      chmodSync(dir.root, 0o755);
      chmodSync(dir.path("sub"), mode);
      expect(surveyed(dir)).toMatchObject({
        vanished: [],
        problems: [{ folder: "sub", problem: "permission denied" }],
      });
      chmodSync(dir.root, mode);
      expect(surveyed(dir)).toEqual({
        code: "ROOT_UNREADABLE",
        message: `Cannot read ${dir.root}: permission denied; its index was left unchanged`,
      });
      chmodSync(dir.root, 0o755);
      chmodSync(dir.path("sub"), 0o755);
    },
  );
});

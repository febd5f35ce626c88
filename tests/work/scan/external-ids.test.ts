import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { renameSync } from "node:fs";
import { Store } from "../../../src/store/store.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { removeRoot } from "../../../src/work/roots/remove-root.ts";
import { scan } from "../../../src/work/scan/scan.ts";
import { updatePaths } from "../../../src/work/watch/path-update.ts";
import { identityOf } from "../../../src/work/watch/watched-root.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const A = plainTorrent("a", 1);
const B = plainTorrent("b", 2);
const TEXT = "^(.*)\\.torrent$";

/** Folders of .torrent files, each a root, and what ids their torrents have. */
function tracker(files: Record<string, Uint8Array>) {
  const dir = tree(files);
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  const roots = (...names: string[]) =>
    registerRoots(
      store,
      names.map((name) => dir.path(name)),
      0,
    );
  const idsOf = () => {
    const ids = store.torrents.newestOffered(100);
    const described = [...store.torrents.describe(ids).values()];
    return Object.fromEntries(described.map(({ name, externalId }) => [name, externalId]));
  };
  return {
    dir,
    store,
    roots,
    ids: idsOf,
    set: (pattern: string) => store.write(() => store.settings.write("external_id_pattern", pattern)),
    async scan(...names: string[]) {
      const read: number[] = [];
      for await (const event of scan(store, { roots: roots(...names) })) {
        if (event.type === "started") read.push(event.to_read);
      }
      return { read, ids: idsOf() };
    },
    [Symbol.dispose]() {
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

describe("by the default pattern", () => {
  test("the number of the file's name is the id; other names give none", async () => {
    using t = tracker({ "r/17.torrent": A, "r/sub/b.torrent": B });
    expect((await t.scan("r")).ids).toEqual({ a: "17", b: null });
  });

  test("a file that is renamed gives another id, by a scan and by watching", async () => {
    using t = tracker({ "r/5.torrent": A, "r/b.torrent": B });
    await t.scan("r");
    renameSync(t.dir.path("r/5.torrent"), t.dir.path("r/6.torrent"));
    expect((await t.scan("r")).ids).toEqual({ a: "6", b: null });
    renameSync(t.dir.path("r/6.torrent"), t.dir.path("r/40.torrent"));
    const [root] = t.roots("r");
    if (!root) throw new Error("no root");
    const identity = identityOf(root.path);
    const changed = [{ root, paths: ["6.torrent", "40.torrent"], identity: identity ?? "", mayForget: true }];
    for await (const _ of updatePaths(t.store, changed, { hold: () => false, onLinks: () => {}, onLost: () => [] }));
    expect(t.ids()).toEqual({ a: "40", b: null });
    renameSync(t.dir.path("r/40.torrent"), t.dir.path("r/a.torrent"));
    expect((await t.scan("r")).ids).toEqual({ a: null, b: null });
  });

  test("of several files the first in order of root and path that gives an id decides", async () => {
    using t = tracker({ "r/20.torrent": A, "r/0.torrent.torrent": A, "r/10.torrent": A, "s/1.torrent": A });
    expect((await t.scan("r", "s")).ids).toEqual({ a: "10" });
    t.dir.remove("r/10.torrent");
    expect((await t.scan("r", "s")).ids).toEqual({ a: "20" });
    const [first] = t.roots("r");
    if (first) await removeRoot(t.store, first);
    expect(t.ids()).toEqual({ a: "1" });
  });

  test("another torrent under the same name takes the id, and the one that lies elsewhere too loses it", async () => {
    using t = tracker({ "r/7.torrent": A, "r/z.torrent": A, "r/x.torrent": A, "r/y.torrent": B });
    await t.scan("r");
    t.dir.write("r/7.torrent", B);
    expect((await t.scan("r")).ids).toEqual({ a: null, b: "7" });
  });
});

describe("a changed pattern", () => {
  test("makes the ids of known torrents anew at the next scan, reading no file", async () => {
    using t = tracker({ "r/17.torrent": A, "r/b.torrent": B });
    await t.scan("r");
    t.set(TEXT);
    expect(await t.scan("r")).toEqual({ read: [0], ids: { a: "17", b: "b" } });
    t.set("^(x.*)$");
    expect(await t.scan("r")).toEqual({ read: [0], ids: { a: null, b: null } });
    t.set(TEXT);
    await t.scan("r");
    t.set("");
    expect(await t.scan("r")).toEqual({ read: [0], ids: { a: null, b: null } });
  });

  test("that makes no sense makes no ids", async () => {
    using t = tracker({ "r/17.torrent": A });
    t.set("(\\d+");
    expect((await t.scan("r")).ids).toEqual({ a: null });
    t.set(TEXT);
    expect((await t.scan("r")).ids).toEqual({ a: "17" });
  });

  test("goes over more files than fit into one turn, and leaves given ids alone", async () => {
    const many = Array.from({ length: 2_500 }, (_, i) => [`r/${i}.torrent`, plainTorrent(`t${i}`, i + 1)] as const);
    using t = tracker(Object.fromEntries(many));
    t.set("");
    await t.scan("r");
    const given = t.store.torrents.newestOffered(1)[0] ?? 0;
    t.store.write((writer) => writer.setExternalId(given, "given", 1));
    t.set("^(\\d+)\\.torrent$");
    await t.scan("r");
    const all = [...t.store.torrents.describe(t.store.torrents.newestOffered(3_000)).values()];
    expect(all).toHaveLength(2_500);
    for (const { id, name, externalId } of all) expect(externalId).toBe(id === given ? "given" : name.slice(1));
  });

  test("is taken up where a scan was stopped half-way", async () => {
    using t = tracker({ "r/17.torrent": A });
    await t.scan("r");
    t.set(TEXT.replace("(.*)", "1(.*)"));
    const stopped = AbortSignal.abort();
    for await (const _ of scan(t.store, { roots: t.roots("r"), signal: stopped }));
    expect((await t.scan("r")).ids).toEqual({ a: "7" });
  });
});

import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { askPython, libtorrentPython } from "../../support/libtorrent.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { python } from "../../support/python.ts";
import { jsonLines, run } from "../../support/run.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { CORPUS } from "../../support/torrent-corpus.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const KEY = "0123456789abcdef0123456789abcdef";
const TORRENTS = {
  "1.torrent": plainTorrent("a", 5000, { announce: `https://t.example/${KEY}/announce` }),
  "deep/2.torrent": plainTorrent("b", [["x/y.mkv", 6000]], { announce: "udp://open.example:80" }),
  "3.torrent": buildTorrent({ name: "c", version: "hybrid", files: [{ path: "a", length: 20_000 }] }),
  "4.torrent": buildTorrent({ name: "d", version: "v2", files: [{ path: "a", length: 70_000 }] }),
};
const BAD = { "bad.torrent": "d4:infod6:lengthi1eee", "read.me": "hello" };

/** A folder of torrents and the same as archives, made by Python and by tar. */
function sources(): Tree {
  const dir = tree();
  for (const [name, content] of Object.entries({ ...TORRENTS, ...BAD })) dir.write(`in/${name}`, content);
  python(
    `
import tarfile, zipfile, os
with tarfile.open("in.tar", "w") as t: t.add("in")
with tarfile.open("in.tgz", "w:gz") as t: t.add("in")
with zipfile.ZipFile("in.zip", "w", zipfile.ZIP_DEFLATED) as z:
    for root, _, names in os.walk("in"):
        for name in names: z.write(os.path.join(root, name))`,
    dir.root,
  );
  const lines = Object.values(TORRENTS).map((bytes, i) => {
    const { infoHashV1, infoHashV2 } = parseMetainfo(bytes);
    const hash = Buffer.from((infoHashV1 ?? infoHashV2) as Uint8Array).toString("hex");
    return `${hash}\t\\\\x${Buffer.from(bytes).toString("hex")}\t${i + 1}\n`;
  });
  dir.write("dump.tsv", `${lines.join("")}nonsense\n`);
  return dir;
}

/** Info-hashes and ids of the torrents on offer. */
function index(path: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    const sql = `SELECT hex(info_hash_v1) AS v1, hex(info_hash_v2) AS v2, external_id AS id FROM torrents
      WHERE state = 0 AND id NOT IN (SELECT torrent_id FROM unindexed) ORDER BY 1, 2`;
    return database.query(sql).all();
  } finally {
    database.close();
  }
}

test("folders, archives, dumps and pipes give the same index", async () => {
  using dir = sources();
  const cwd = dir.root;
  const found: unknown[] = [];
  for (const source of ["in", "in.tar", "in.tgz", "in.zip", "dump.tsv"]) {
    const { code, out, err } = await run(["torrents", "import", source, "--db", `${source}.db`], { cwd });
    expect([source, code, out]).toEqual([source, 3, expect.stringMatching(/^Partly done .*\n {2}added +4\n/)]);
    expect(err).toMatch(
      /^Created the database .*\nRejected \S*(bad\.torrent: PIECES_MISSING|line 5: INVALID_LINE|line 5)/,
    );
    found.push(index(dir.path(`${source}.db`)));
    if (source === "in") continue;
    const bytes = readFileSync(dir.path(source));
    const stdin = [bytes.subarray(0, 3), bytes.subarray(3, 5000), bytes.subarray(5000)];
    const piped = await run(["torrents", "import", "-", "--db", `${source}.db`, "--json"], { cwd, stdin });
    expect(jsonLines(piped.out).at(-1)).toMatchObject({ type: "done", status: "partly", added: 0, known: 4 });
  }
  expect(found[0]).toHaveLength(4);
  expect((found[0] as { id: string }[]).map(({ id }) => id).sort()).toEqual(["1", "2", "3", "4"]);
  for (const each of found) expect(each).toEqual(found[0]);
});

test("single files; nothing there, nothing that is one", async () => {
  using dir = sources();
  const cwd = dir.root;
  const both = await run(["torrents", "import", "in/1.torrent", "in/deep/2.torrent", "--json"], { cwd });
  expect([both.code, jsonLines(both.out)]).toEqual([
    0,
    [expect.objectContaining({ type: "done", added: 2, rejected: {} })],
  ]);
  const bad = await run(["torrents", "import", "in/bad.torrent", "--json"], { cwd });
  expect([bad.code, jsonLines(bad.out)[0]]).toEqual([
    3,
    { type: "rejected", name: "bad.torrent", code: "PIECES_MISSING", message: "info has no pieces" },
  ]);
  const gone = await run(["torrents", "import", "gone"], { cwd });
  expect([gone.code, gone.err]).toEqual([
    1,
    expect.stringMatching(/Cannot read .*gone: no such file or directory.*\nTry: /),
  ]);
  const text = await run(["torrents", "import", "in/read.me"], { cwd });
  expect([text.code, text.err]).toEqual([1, expect.stringContaining("expected a .torrent, a TAR")]);
  const empty = await run(["torrents", "import", "-"], { cwd });
  expect([empty.code, empty.err]).toEqual([1, expect.stringContaining("got nothing")]);
});

test("a signal ends the wait for a pipe, and what came is in", async () => {
  using dir = sources();
  const bytes = readFileSync(dir.path("in.tar"));
  const stopped = new AbortController();
  const stdin = (async function* () {
    yield bytes.subarray(0, 3 * 512 + 1024);
    stopped.abort("SIGINT");
    await new Promise(() => {});
  })();
  const { code, out } = await run(["torrents", "import", "-"], { cwd: dir.root, stdin, signal: stopped.signal });
  expect([code, out]).toEqual([130, expect.stringMatching(/^Cancelled/)]);
});

describe("export", () => {
  test("and import again give the same info-hashes and ids, and no passkey goes out", async () => {
    using dir = sources();
    const cwd = dir.root;
    await run(["scan", "in"], { cwd });
    const piped: Uint8Array[] = [];
    const pipe = await run(["torrents", "export"], { cwd, onBytes: (bytes) => piped.push(bytes) });
    expect([pipe.code, pipe.out, pipe.err]).toEqual([0, "", "4 torrents exported, 0 skipped\n"]);
    dir.write("piped.tar", Buffer.concat(piped));
    for (const target of ["out.tar", "out.zip", "out/"]) {
      const { code, out } = await run(["torrents", "export", target], { cwd });
      expect([target, code, out]).toEqual([target, 0, "4 torrents exported, 0 skipped\n"]);
    }
    expect(readFileSync(dir.path("out.tar"))).toEqual(readFileSync(dir.path("piped.tar")));
    expect(readdirSync(dir.path("out")).sort()).toEqual(["1.torrent", "2.torrent", "3.torrent", "4.torrent"]);
    for (const source of ["out.tar", "out.zip", "out"]) {
      const { code } = await run(["torrents", "import", source, "--db", `${source}.db`], { cwd });
      expect([source, code, index(dir.path(`${source}.db`))]).toEqual([source, 0, index(dir.path("reseeder.db"))]);
    }
    for (const name of readdirSync(dir.path("out"))) {
      expect(readFileSync(dir.path("out", name)).includes(KEY)).toBe(false);
    }
    expect(readFileSync(dir.path("out.tar")).includes(KEY)).toBe(false);
    // What a killed or rejected export would leave.
    expect(readdirSync(cwd).filter((name) => name.includes(".part-"))).toEqual([]);
  });

  test("never overwrites unless told; says what it cannot do", async () => {
    using dir = sources();
    const cwd = dir.root;
    await run(["scan", "in"], { cwd });
    dir.write("out.tar", "mine");
    dir.write("full/x", "mine");
    for (const target of ["out.tar", "full"]) {
      const { code, err } = await run(["torrents", "export", target], { cwd });
      expect([code, err]).toEqual([1, expect.stringContaining("already exists\nTry: Choose another path")]);
    }
    expect(readFileSync(dir.path("out.tar"), "utf8")).toBe("mine");
    expect((await run(["torrents", "export", "out.tar", "--force"], { cwd })).code).toBe(0);
    expect(readFileSync(dir.path("out.tar")).length).toBeGreaterThan(2048);
    const wrong = [["out.xyz"], ["-", "--format", "folder"], ["--json"]];
    for (const words of wrong) expect((await run(["torrents", "export", ...words], { cwd })).code).toBe(2);
    expect((await run(["torrents", "export"], { cwd, terminal: 80 })).code).toBe(2);
    const none = await run(["torrents", "export", "none.tar", "--db", "none.db"], { cwd });
    expect([none.code, readdirSync(cwd).filter((name) => name.startsWith("none"))]).toEqual([10, []]);
  });

  test("an id that is no plain name, or is another torrent's too, makes no file name", async () => {
    using dir = tree();
    const cwd = dir.root;
    const ids = ["../evil", "/tmp/evil", "..", "a\\b", "Same", "same", "7"];
    const torrents = ids.map((_, i) => plainTorrent(`t${i}`, i + 1));
    const hashes = torrents.map((bytes) => Buffer.from(parseMetainfo(bytes).infoHashV1 as Uint8Array).toString("hex"));
    const lines = ids.map(
      (id, i) => `${hashes[i]}\t${Buffer.from(torrents[i] as Uint8Array).toString("hex")}\t${id}\n`,
    );
    dir.write("dump.tsv", lines.join(""));
    expect((await run(["torrents", "import", "dump.tsv"], { cwd })).code).toBe(0);
    expect((await run(["torrents", "export", "--format", "folder", "out/in"], { cwd })).code).toBe(0);
    const plain = ["Same", hashes[5], "7"];
    const expected = [...hashes.slice(0, 4), ...plain].map((name) => `${name}.torrent`);
    expect(readdirSync(dir.path("out/in")).sort()).toEqual(expected.sort());
    expect(readdirSync(dir.path("out"))).toEqual(["in"]);
  });

  test("a torrent whose file is gone is skipped and named", async () => {
    using dir = sources();
    const cwd = dir.root;
    await run(["scan", "in"], { cwd });
    dir.remove("in/1.torrent");
    const { code, out } = await run(["torrents", "export", "out.zip", "--json"], { cwd });
    const hash = Buffer.from(parseMetainfo(TORRENTS["1.torrent"]).infoHashV1 as Uint8Array).toString("hex");
    expect([code, jsonLines(out)]).toEqual([
      3,
      [
        { type: "skipped", info_hash: hash },
        { type: "done", status: "partly", exported: 3, skipped: 1, bytes: expect.any(Number) },
      ],
    ]);
  });

  const libtorrent = libtorrentPython();
  test.skipIf(libtorrent === null)("libtorrent opens what is exported (skipped without it)", async () => {
    using dir = sources();
    const cwd = dir.root;
    if (CORPUS !== null) await run(["torrents", "import", CORPUS], { cwd });
    await run(["torrents", "import", "in"], { cwd });
    mkdirSync(dir.path("out"));
    await run(["torrents", "export", "out"], { cwd });
    const exported = readdirSync(dir.path("out")).map((name) => readFileSync(dir.path("out", name)));
    const script = `
import sys, json, struct, libtorrent as lt
while (head := sys.stdin.buffer.read(4)):
    body = sys.stdin.buffer.read(struct.unpack("<I", head)[0])
    try: print(json.dumps(str(lt.torrent_info(body).info_hashes().get_best())))
    except Exception: print("null")`;
    const seen = askPython<string | null>(libtorrent as string, script, exported);
    const known = index(dir.path("reseeder.db")) as { v1: string; v2: string }[];
    // What it calls the best is version 2, cut to 20 bytes; it rejects a few that we take.
    const hashes = new Set(known.flatMap(({ v1, v2 }) => [v1, v2.slice(0, 40)]));
    const read = seen.filter((hash) => hash !== null);
    for (const hash of read) expect([hash, hashes.has(hash.toUpperCase())]).toEqual([hash, true]);
    expect(exported.length).toBe(known.length);
    expect(read.length).toBeGreaterThan(known.length / 2);
    expect(seen.length).toBeGreaterThan(3);
  });
});

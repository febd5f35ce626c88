import { describe, expect, test } from "bun:test";
import { clientPaths } from "../../../src/client/handover/client-paths.ts";
import { findPathPairs } from "../../../src/client/handover/find-path-map.ts";
import { parsePathPair, toClientPath, toLocalPath } from "../../../src/client/handover/path-map.ts";
import { checkToldPath } from "../../../src/client/handover/told-path.ts";

const files = (folder: string, ...names: string[]) =>
  names.map((name, i) => ({ path: `${folder}/${name}`, size: 1000 + i }));
const NAMES = ["a/1.mkv", "a/2.mkv", "b/3.mkv", "c/4.mkv"];

describe("--map", () => {
  test.each([
    ["/mnt/user/data=/data", "/mnt/user/data", "/data"],
    ["/mnt/a=b/=/data/", "/mnt/a=b", "/data"],
    ["/data=C:\\data", "/data", "C:\\data"],
    ["/=/", "/", "/"],
  ])("%s", (text, local, client) => expect(parsePathPair(text)).toEqual({ local, client }));

  test.each(["", "/data", "data=/data", "/data=data", "=/x"])("%p is none", (text) => {
    expect(() => parsePathPair(text)).toThrow("--map: expected LOCAL=CLIENT, both absolute");
  });
});

test("the longest pair counts, and only whole names", () => {
  const pairs = [
    { local: "/data", client: "/downloads" },
    { local: "/data/films", client: "/films" },
  ];
  expect(toClientPath(pairs, "/data/links/x")).toBe("/downloads/links/x");
  expect(toClientPath(pairs, "/data/films/x")).toBe("/films/x");
  expect(toClientPath(pairs, "/data")).toBe("/downloads");
  expect(toClientPath(pairs, "/database/x")).toBeNull();
  expect(toLocalPath(pairs, "/films/x")).toBe("/data/films/x");
  expect(toClientPath([{ local: "/", client: "/" }], "/x/y")).toBe("/x/y");
});

describe("pairs that are found", () => {
  test("a volume under another name", () => {
    const found = findPathPairs(files("/downloads", ...NAMES), files("/mnt/user/data", ...NAMES));
    expect(found).toEqual({ pairs: [{ local: "/mnt/user/data", client: "/downloads" }], evidence: 4 });
  });

  test("the same paths on both sides", () => {
    expect(findPathPairs(files("/data", ...NAMES), files("/data", ...NAMES)).pairs).toEqual([
      { local: "/", client: "/" },
    ]);
  });

  test("a part of our tree says nothing of the rest of it", () => {
    const { pairs } = findPathPairs(files("/data", ...NAMES), files("/mnt/data", ...NAMES));
    expect(pairs).toEqual([{ local: "/mnt/data", client: "/data" }]);
    expect(toClientPath(pairs, "/mnt/links")).toBeNull();
  });

  test("a single file that was moved does not outvote the others", () => {
    const held = [...files("/downloads", ...NAMES), { path: "/old/5.mkv", size: 5 }];
    const { pairs } = findPathPairs(held, [...files("/data", ...NAMES), { path: "/data/new/5.mkv", size: 5 }]);
    expect(pairs).toEqual([{ local: "/data", client: "/downloads" }]);
  });

  test("files that stand in several places say nothing", () => {
    const local = [...files("/data", ...NAMES), ...files("/copy", ...NAMES)];
    expect(findPathPairs(files("/downloads", ...NAMES), local)).toEqual({ pairs: [], evidence: 0 });
  });
});

describe("what is said of a client's paths", () => {
  const nothing = { given: [], held: [], local: [], before: [] };
  const remote = { kind: "deluge" as const, url: "http://nas:8112", user: null };

  test("nothing is guessed for a client elsewhere", () => {
    expect(() => clientPaths(remote, "Deluge 2.0.3", ["/data/links"], nothing)).toThrow(
      "The path of /data/links in Deluge 2.0.3 is unknown",
    );
  });

  test("nor where what was found does not hold the folder of links", () => {
    const evidence = { ...nothing, held: files("/downloads", ...NAMES), local: files("/data", ...NAMES) };
    const here = { ...remote, url: "http://127.0.0.1:8112" };
    expect(() => clientPaths(here, "Deluge 2.0.3", ["/links"], evidence)).toThrow(
      "The path of /links in Deluge 2.0.3 is unknown (known: the client's /downloads is our /data)",
    );
    expect(clientPaths(here, "Deluge 2.0.3", ["/data/links"], evidence).says).toBe(
      "the client's /downloads is our /data   (from 4 files that it holds)",
    );
  });

  test("on this machine the same paths are taken, and that is said", () => {
    const here = { kind: "rtorrent" as const, url: "unix:/run/rtorrent.sock", user: null };
    const { pairs, says } = clientPaths(here, "rTorrent 0.9.8", ["/links"], nothing);
    expect([toClientPath(pairs, "/links/x"), says]).toEqual([
      "/links/x",
      expect.stringContaining("taken to be the same"),
    ]);
  });
});

test.each([
  ["Show/a.mkv", null],
  ["é".repeat(127), null],
  ["é".repeat(128), "a name of 256 bytes; file systems take 255"],
  ["Show/../x", "it leaves the torrent's folder"],
  ["./x", "it leaves the torrent's folder"],
  ["/etc/x", "it has an empty part"],
  ["a//b", "it has an empty part"],
  ["", "it has an empty part"],
  ["a\0b", "it has a NUL in it"],
  ["caf\udce9/...", null],
])("a told path %p", (path, rejected) => {
  expect(checkToldPath("/links/x", path)).toEqual(rejected === null ? { parts: path.split("/") } : { rejected });
});

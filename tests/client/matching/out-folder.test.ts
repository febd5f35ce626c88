import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { Manifest, type ManifestEntry } from "../../../src/client/matching/manifest.ts";
import { OutFolder } from "../../../src/client/matching/out-folder.ts";
import { tree } from "../../support/tree.ts";

const entry = (digit: string, name: string): ManifestEntry => ({
  ...{ info_hash: digit.repeat(40), name, status: "ready", torrent: `${digit}.torrent` },
  files: [{ path: "a\n],\n", size: 3, local: "/x/\u202e", whole: true }],
});

const textOf = (manifest: Manifest) => Array.from(manifest.text(), (part) => Buffer.from(part).toString()).join("");

test("a manifest is read back, line by line or as an editor has formatted it, and what is no entry is dropped", () => {
  using dir = tree();
  using first = new Manifest(dir.path("manifest.json"));
  for (const each of [entry("b", "B"), entry("a", "old"), entry("a", "A")]) first.set(each);
  const text = textOf(first);
  const due = { version: 1, torrents: [entry("a", "A"), entry("b", "B")] };
  expect(JSON.parse(text)).toEqual(due);
  const edited = { ...due, torrents: [...due.torrents, { ...entry("c", "C"), torrent: "../c.torrent" }, 7] };
  for (const written of [text, JSON.stringify(edited, null, 2), JSON.stringify(due)]) {
    const path = dir.write("manifest.json", written);
    using read = new Manifest(path);
    read.read(path);
    expect(JSON.parse(textOf(read))).toEqual(due);
    expect([read.torrentOf("a".repeat(40)), read.torrentOf("c".repeat(40))]).toEqual(["a.torrent", null]);
  }
  expect(readdirSync(dir.root)).toEqual(["manifest.json"]);
});

test("a manifest that cannot be read is not said to be none", () => {
  using dir = tree({ "out/manifest.json/inside": "" });
  expect(() => new OutFolder(dir.path("out"))).toThrow(/^Cannot read .*manifest\.json: it is a folder/);
});

test("a file that is no manifest is neither read nor overwritten", () => {
  for (const text of ["{}", '{"version":2,"torrents":[]}', "x", '{"version":1,"torrents":[\n{\n]}\n']) {
    using dir = tree({ "out/manifest.json": text });
    expect(() => new OutFolder(dir.path("out"))).toThrow("is not a manifest of reseeder match");
    expect(readdirSync(dir.path("out"))).toEqual(["manifest.json"]);
    expect(readFileSync(dir.path("out/manifest.json"), "utf8")).toBe(text);
  }
});

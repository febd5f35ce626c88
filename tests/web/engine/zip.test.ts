import { expect, test } from "bun:test";
import type { Verdict } from "../../../src/core/completion/verdict.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { ChosenLibrary } from "../../../src/web/engine/library.ts";
import { zipOf } from "../../../src/web/engine/zip.ts";
import { testWith } from "../../support/needs.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { unzipped, zipPython } from "../../support/zip.ts";

testWith(zipPython !== null, "python3")(
  "the layout says which file is renamed, which is as it is, and which is missing",
  () => {
    const bytes = plainTorrent("Show", [
      ["one.mkv", 3],
      ["two.mkv", 4],
      ["three.mkv", 5],
    ]);
    const library = new ChosenLibrary();
    for (const [name, size] of [
      ["one.mkv", 3],
      ["second.mkv", 4],
    ] as const) {
      library.add({ folder: "media/\u202eold", name, size, file: new File(["x".repeat(size)], name) });
    }
    const verdict = { status: "partial", sources: [0, 1, null], whole: [true, true, false] } as unknown as Verdict;
    const offer = {
      infoHash: "ab".repeat(20),
      metainfo: parseMetainfo(bytes),
      bytes,
      seeders: 0,
      candidates: [],
      locals: [],
    };
    const files = unzipped(Buffer.concat(zipOf([{ offer, verdict }], library)));
    expect(files.map(({ name }) => name)).toEqual(["Show [abababab].torrent", "layout.txt", "layout.json"]);
    expect(files[0]?.bytes.equals(Buffer.from(bytes))).toBe(true);
    expect(files[1]?.bytes.toString()).toBe(
      [
        "Show [abababab].torrent (partial)",
        "  as it is  Show/one.mkv",
        "    is here media/\ufffdold/one.mkv",
        "  renamed   Show/two.mkv",
        "    is here media/\ufffdold/second.mkv",
        "  missing   Show/three.mkv",
        "",
      ].join("\r\n"),
    );
    const [layout] = JSON.parse(files[2]?.bytes.toString() ?? "").torrents;
    expect(layout.files.map(({ local, whole }: { local: string | null; whole: boolean }) => [local, whole])).toEqual([
      ["media/\u202eold/one.mkv", true],
      ["media/\u202eold/second.mkv", true],
      [null, false],
    ]);
  },
);

test("files without bytes are not taken into the library", () => {
  const library = new ChosenLibrary();
  library.add({ folder: "", name: "empty", size: 0, file: new File([], "empty") });
  expect([library.length, library.asked(0)]).toEqual([0, []]);
});

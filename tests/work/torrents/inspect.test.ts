import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatInspection, inspect } from "../../../src/work/torrents/inspect.ts";
import { buildTorrent, Raw, type TorrentSpec } from "../../support/torrent-builder.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "reseeder-inspect-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function torrent(spec: Partial<TorrentSpec> = {}): string {
  const path = join(folder, `${Bun.hash(JSON.stringify(spec))}.torrent`);
  const files = [
    { path: "d/a.bin", length: 20000 },
    { path: "e.txt", length: 5 },
  ];
  writeFileSync(path, buildTorrent({ name: "Näme", files, version: "hybrid", private: true, ...spec }));
  return path;
}

describe("inspect", () => {
  test("has every field, under the path it was asked for", () => {
    const { info_hash_v1, info_hash_v2, ...rest } = inspect(torrent(), "x.torrent");
    expect(info_hash_v1).toMatch(/^[0-9a-f]{40}$/);
    expect(info_hash_v2).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual({
      path: "x.torrent",
      ok: true,
      name: "Näme",
      piece_length: 16384,
      pieces: 3,
      private: true,
      files: [
        { path: "Näme/d/a.bin", length: 20000, offset: 0, pad: false },
        { path: "Näme/.pad/12768", length: 12768, offset: 20000, pad: true },
        { path: "Näme/e.txt", length: 5, offset: 32768, pad: false },
      ],
      total_size: 32773,
      warnings: [],
      error: null,
    });
  });

  test("a single file's path is the name alone", () => {
    expect(inspect(torrent({ single: true, version: "v1" })).files).toEqual([
      { path: "Näme", length: 20000, offset: 0, pad: false },
    ]);
  });

  test("whatever goes wrong is in the result", () => {
    const huge = join(folder, "huge.torrent");
    writeFileSync(huge, "");
    truncateSync(huge, 2 ** 40);
    const errors = [
      [
        torrent({ info: { pieces: "x".repeat(39) } }),
        "PIECES_LENGTH",
        "info.pieces holds 39 bytes, not a multiple of 20",
      ],
      [join(folder, "none.torrent"), "UNREADABLE", "no such file or directory"],
      [folder, "UNREADABLE", "not a regular file"],
      ["/dev/null", "UNREADABLE", "not a regular file"],
      [huge, "FILE_TOO_LARGE", "the file has 1099511627776 bytes, the limit is 104857600"],
    ] as const;
    for (const [path, code, message] of errors) {
      const result = inspect(path);
      expect(result).toMatchObject({ path, ok: false, files: [], info_hash_v1: null, total_size: null });
      expect(result.error).toEqual({ code, message });
    }
  });
});

describe("formatInspection", () => {
  test("what was understood, without padding", () => {
    const result = { ...inspect(torrent(), "x.torrent"), info_hash_v1: "01ab", info_hash_v2: null };
    expect(formatInspection(result)).toBe(
      [
        "x.torrent",
        "  name          Näme",
        "  info-hash v1  01ab",
        "  private       yes",
        "  pieces        3 of 16,384 bytes",
        "  size          20,005 bytes and 12,768 padding",
        "  files         2",
        "                20,000  Näme/d/a.bin",
        "                     5  Näme/e.txt",
        "",
      ].join("\n"),
    );
  });

  test("a rejection in one line below the path", () => {
    const path = torrent({ version: "v1", info: { pieces: "x" } });
    expect(formatInspection(inspect(path, "y.torrent"))).toBe(
      "y.torrent\n  rejected      PIECES_LENGTH: info.pieces holds 1 bytes, not a multiple of 20\n",
    );
  });

  test("nothing in a torrent or its path can steer the terminal", () => {
    const files = [new Raw("d6:lengthi5e4:pathl5:a\xc2\x9b2Jee")];
    const result = inspect(
      torrent({ version: "v1", name: "n\u0085", info: { files, pieces: "x".repeat(20) } }),
      "p\x1b[2J\n.torrent",
    );
    const text = formatInspection(result);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain("p\\x1b[2J\\x0a.torrent");
    expect(text).toContain("a\\x9b2J");
  });

  test("repairs are told", () => {
    const result = inspect(torrent({ version: "v1", files: [{ path: ["..", "x"], length: 5 }] }));
    expect(formatInspection(result)).toContain("  warning       info.files[0].path[0]: made safe as nothing\n");
  });
});

import { expect, test } from "bun:test";
import { TorrentFileNames } from "../../../src/core/personal/torrent-file-name.ts";

const HASH = "00c0ffee".padEnd(40, "1");
const nameOf = (name: string) => new TorrentFileNames().next(name, "7", HASH);

test("the tracker's id stands in brackets, else the start of the info-hash", () => {
  expect(new TorrentFileNames().next("Night.Train.S01", "4711", HASH)).toBe("Night.Train.S01 [4711].torrent");
  expect(new TorrentFileNames().next("Night.Train.S01", null, HASH)).toBe("Night.Train.S01 [00c0ffee].torrent");
  for (const strange of ["../1", "", "a b", "x".repeat(33), "é"]) {
    expect(new TorrentFileNames().next("a", strange, HASH)).toBe("a [00c0ffee].torrent");
  }
});

test.each([
  ["../../etc/passwd", "__.._etc_passwd [7].torrent"],
  ["..", "_ [7].torrent"],
  [".hidden", "_hidden [7].torrent"],
  ["", "torrent [7].torrent"],
  ["   ", "torrent [7].torrent"],
  ['a<b>c:d"e|f?g*h\\i/j', "a_b_c_d_e_f_g_h_i_j [7].torrent"],
  ["tab\there\nand\u0000there\u0085", "tab_here_and_there_ [7].torrent"],
  ["gpj.\u202eexe", "gpj._exe [7].torrent"],
  ["zero\u200bwidth\ufeff", "zero_width_ [7].torrent"],
  ["👨‍👩 می‌خواهم", "👨‍👩 می‌خواهم [7].torrent"],
  ["half \ud800 pair", "half _ pair [7].torrent"],
  ["con.mkv", "_con.mkv [7].torrent"],
  ["COM1", "_COM1 [7].torrent"],
  ["lpt² .x", "_lpt² .x [7].torrent"],
  ["Concert.mkv", "Concert.mkv [7].torrent"],
  ["cafe\u0301", "caf\u00e9 [7].torrent"],
  ["Привет, мир", "Привет, мир [7].torrent"],
  ["a \u00a0  b ", "a b [7].torrent"],
])("%p becomes %p", (name, safe) => {
  expect(nameOf(name)).toBe(safe);
});

test("no two are the same, whatever the case", () => {
  const names = new TorrentFileNames();
  const other = "00c0ffee".padEnd(40, "2");
  const third = "00c0ffee".padEnd(40, "3");
  expect(names.next("A", "deadbeef", HASH)).toBe("A [deadbeef].torrent");
  expect(names.next("a", "DEADBEEF", other)).toBe(`a [${other}].torrent`);
  expect(names.next("b", null, HASH)).toBe("b [00c0ffee].torrent");
  expect(names.next("b", null, third)).toBe(`b [${third}].torrent`);
});

test("at most 200 bytes, no character broken", () => {
  const names = new TorrentFileNames();
  for (const letter of ["x", "é", "日", "😀"]) {
    for (let lead = 0; lead < 4; lead++) {
      const made = names.next(
        "y".repeat(lead) + letter.repeat(300),
        null,
        Bun.hash(letter + lead)
          .toString(16)
          .padEnd(64, "0"),
      );
      const bytes = Buffer.from(made);
      expect(bytes.length).toBeLessThanOrEqual(200);
      expect(bytes.length).toBeGreaterThan(196);
      expect(bytes.toString()).toBe(made);
      expect(made).not.toContain("\ufffd");
      expect(made.isWellFormed()).toBe(true);
    }
  }
});

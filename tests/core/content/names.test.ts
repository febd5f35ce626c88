import { describe, expect, test } from "bun:test";
import { baseName, fileKey, foldName, nameKey } from "../../../src/core/content/names.ts";
import { testWith } from "../../support/needs.ts";

describe("base name", () => {
  test.each([
    ["movie.mkv", "movie.mkv"],
    ["Show/S01/E01.mkv", "E01.mkv"],
    ["D:\\Downloads\\Show\\E01.mkv", "E01.mkv"],
    ["mixed\\way/E01.mkv", "E01.mkv"],
    ["mixed/way\\E01.mkv", "E01.mkv"],
    ["/absolute", "absolute"],
    ["folder/", ""],
    ["", ""],
  ])("of %p is %p", (path, name) => expect(baseName(path)).toBe(name));
});

describe("folding", () => {
  test.each([
    ["Movie.MKV", "movie.mkv"],
    ["Ame\u0301lie.mkv", "AMÉLIE.MKV"],
    ["가나.mkv", "가나.mkv"],
    ["Straße.mkv", "STRASSE.MKV"],
    ["ΟΔΟΣ", "οδός".normalize("NFD").replace("\u0301", "")],
    ["οδος", "ΟΔΟΣ"],
    ["ﬁlm", "FILM"],
    ["ŉ", "ʼN"],
    ["ẞ", "ss"],
    ["Ⅷ.flac", "ⅷ.FLAC"],
    ["K", "k"],
    ["Å", "å"],
    ["ᲐᲑ", "აბ"],
  ])("%p and %p are one name", (a, b) => expect(foldName(a)).toBe(foldName(b)));

  test.each([
    ["ı", "i"],
    ["é", "e"],
    ["あ", "ア"],
    ["a b", "a_b"],
    ["x²", "x2"],
  ])("%p and %p are two names", (a, b) => expect(foldName(a)).not.toBe(foldName(b)));

  const python = Bun.which("python3");

  // Python's str.casefold is Unicode's full case folding (CaseFolding.txt, C + F); its Unicode is no newer than ours.
  testWith(python !== null, "python3")("equals Python's casefold for every character and for words of odd ones", () => {
    const words = oddWords(3_000);
    const script = `
import json, sys, unicodedata
nfc = lambda text: unicodedata.normalize("NFC", text)
fold = lambda text: nfc(nfc(text).casefold())
every = [chr(c) for c in range(0x110000) if not 0xd800 <= c <= 0xdfff and unicodedata.category(chr(c)) != "Cn"]
print(json.dumps([[[c, fold(c)] for c in every if fold(c) != c], [fold(w) for w in json.load(sys.stdin)], len(every)]))
`;
    const child = Bun.spawnSync([python ?? "", "-c", script], { stdin: Buffer.from(JSON.stringify(words)) });
    expect(child.stderr.toString()).toBe("");
    const [changed, folded, assigned] = JSON.parse(child.stdout.toString()) as [[string, string][], string[], number];
    expect(assigned).toBeGreaterThan(140_000);
    const expected = new Map(changed);
    const wrong: string[] = [];
    for (let code = 0; code < 0x110000; code++) {
      const character = String.fromCodePoint(code);
      if ((code >= 0xd800 && code <= 0xdfff) || !/\p{Assigned}/u.test(character) || isCherokee(code)) continue;
      const ours = foldName(character);
      if (ours !== (expected.get(character) ?? character) && !isNewerThanPython(character, expected)) {
        wrong.push(`U+${code.toString(16)}: ${ours}`);
      }
    }
    expect(wrong).toEqual([]);
    for (const [i, word] of words.entries()) expect([word, foldName(word)]).toEqual([word, folded[i] ?? ""]);
  });

  test("Cherokee letters of both cases are one, only the other way round", () => {
    for (const pair of ["Ꭰꭰ", "Ᏸᏸ", "Ᏼᏼ"]) expect(foldName(pair.slice(0, 1))).toBe(foldName(pair.slice(1)));
  });
});

describe("name key", () => {
  const keys = (entries: [string, number][]) => new Set(entries.map(([name, size]) => nameKey(name, size)));

  test("is a whole number of 47 bits", () => {
    for (const size of [1, 4_294_967_296, Number.MAX_SAFE_INTEGER]) {
      const key = nameKey("movie.mkv", size);
      expect(Number.isSafeInteger(key) && key >= 0 && key < 2 ** 47).toBe(true);
    }
  });

  test("tells sizes apart that differ in their upper or their lower half", () => {
    const sizes = [0, 1, 5, 4_294_967_296, 4_294_967_297, 4_294_967_301, 2 ** 40, 2 ** 52];
    expect(keys(sizes.map((size) => ["a", size])).size).toBe(sizes.length);
  });

  test("has no collision among 200,000 alike names, and fills its range evenly", () => {
    const entries = Array.from({ length: 200_000 }, (_, i): [string, number] => [
      `show.s${Math.floor(i / 1000)}e${i % 1000}.mkv`,
      50_000_000,
    ]);
    const found = keys(entries);
    // By chance 0.00014 collisions are to be expected: 200,000² / 2^48.
    expect(found.size).toBe(entries.length);
    const buckets = new Array<number>(64).fill(0);
    for (const key of found) buckets[Math.floor(key / 2 ** 41)] = (buckets[Math.floor(key / 2 ** 41)] ?? 0) + 1;
    expect(Math.min(...buckets)).toBeGreaterThan(2_800);
    expect(Math.max(...buckets)).toBeLessThan(3_500);
  });

  // The keys stand in databases: another function needs a migration.
  test("stays what it was", () => {
    expect(nameKey("movie.mkv", 4_294_967_296)).toBe(63_916_379_416_112);
    expect(nameKey("日本語.flac", 31_234_567)).toBe(129_754_643_687_517);
    expect(nameKey("", 1)).toBe(8_734_101_395_476);
  });

  test("of a path is that of its folded last part", () => {
    expect(fileKey("Show\\Stra\u00dfe.MKV", 7)).toBe(nameKey("strasse.mkv", 7));
    for (const word of ["AZ@[`az{", "Movie.2019.1080p.BluRay.x264-GROUP.mkv", "", "\u007f", "é", ...oddWords(500)]) {
      for (const path of [word, `Show/${word}`, `C:\\a/b\\${word}`, `É/${word}`]) {
        expect([path, fileKey(path, 2 ** 33)]).toEqual([path, nameKey(foldName(word), 2 ** 33)]);
      }
    }
  });
});

function isCherokee(code: number): boolean {
  return (code >= 0x13a0 && code <= 0x13ff) || (code >= 0xab70 && code <= 0xabbf);
}

/** A letter whose other case Python does not know yet: folding it is right, and Python leaves it alone. */
function isNewerThanPython(character: string, expected: ReadonlyMap<string, string>): boolean {
  return !expected.has(character) && /\p{Changes_When_Casefolded}/u.test(character);
}

/** Words of characters that fold in unusual ways, alone and beside each other; always the same ones. */
function oddWords(count: number): string[] {
  const odd = [
    ..."aZßẞςΣσİıIiKÅſﬁﬃŉǰΐΰᾳᾼῼὒᾷևẚЀЁὈ",
    "\u0301",
    "\u0307",
    "\u0345",
    "\u0308",
    "ǅ",
    "ꙋ",
    "𐐀",
    "ᲀ",
    "ᱍ",
    ".",
  ];
  let state = 7;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () => Array.from({ length: 1 + next(6) }, () => odd[next(odd.length)]).join(""));
}

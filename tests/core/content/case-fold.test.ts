import { expect, test } from "bun:test";
import { foldCase } from "../../../src/core/content/case-fold.ts";
import { foldName } from "../../../src/core/content/names.ts";

/** The engine's own, which is slower and says the same. */
function reference(text: string): string {
  const fold = (part: string) => part.toUpperCase().toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  return text.normalize("NFC").split("ı").map(fold).join("ı").normalize("NFC");
}

/** All of the first two planes, and those further on that fall apart. */
const points = [...range(0x80, 0x1_ffff), ...range(0x2_f800, 0x2_fa1f), ...range(0xe_0000, 0xe_01ef)];

function* range(from: number, to: number): Generator<string> {
  for (let point = from; point <= to; point++) yield String.fromCodePoint(point);
}

test("every character, whole and taken apart", () => {
  const unlike = points.filter((text) => {
    const apart = text.normalize("NFD");
    return foldName(text) !== reference(text) || (apart !== text && foldName(apart) !== reference(text));
  });
  expect(unlike).toEqual([]);
});

test("characters beside others, whole and taken apart", () => {
  const lively = points.filter(
    (text) => text.normalize("NFD") !== text || text.toLowerCase() !== text || /\p{M}/u.test(text),
  );
  let seed = 1;
  const next = (limit: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
  const unlike: string[] = [];
  for (let i = 0; i < 100_000; i++) {
    let text = "";
    for (let left = 2 + next(5); left > 0; left--) text += lively[next(lively.length)];
    if (next(2) === 0) text = text.normalize("NFD");
    if (foldName(text) !== reference(text)) unlike.push(text);
  }
  expect(unlike).toEqual([]);
});

test("a text longer than one call takes, with what grows in it", () => {
  expect(foldCase("ß".repeat(20_000))).toBe("ss".repeat(20_000));
  expect(foldCase(`${"A".repeat(8_191)}\u{10400}Σ\ud800`)).toBe(`${"a".repeat(8_191)}\u{10428}σ\ud800`);
});

/** Units of text made into a string in one call; more arguments than this overflow some stacks. */
const UNITS_PER_CALL = 8_192;
const HIGH = 0xd800;
const LOW = 0xdc00;
/** Stands for a fold of more than one unit, and for that of U+FFFF. */
const SEVERAL = 0xffff;

/** Folds of the code units, filled in as they are met; 0 where none was. Nothing but what Unicode says is kept here. */
const folds = new Uint16Array(0x1_0000);
const longFolds = new Map<number, string>();
/** The same for the characters of the first plane beyond, which are the only others with upper and lower case. */
const planeOne = new Uint32Array(0x1_0000);
/** Where a text is put together; nothing of it outlives a call. */
const scratch = new Uint16Array(UNITS_PER_CALL);

/**
 * Full case folding, character by character, in time that grows with the text's length alone: upper case of one letter in
 * three units is 20 times as slow as ASCII in the engine's own. What comes out is canonically equivalent to Unicode's
 * `toCasefold` for every code point but Cherokee letters, which fold to the other case consistently.
 */
export function foldCase(text: string): string {
  // Three units is the most that a unit folds to.
  const units = 3 * text.length <= scratch.length ? scratch : new Uint16Array(3 * text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const low = unit >= HIGH && unit < LOW ? text.charCodeAt(i + 1) : 0;
    if (low >= LOW && low < 0xe000) {
      const point = (unit - HIGH) * 0x400 + (low - LOW);
      const folded = point < planeOne.length ? planeOneFold(point) : point;
      units[length++] = HIGH + (folded >>> 10);
      units[length++] = LOW + (folded & 0x3ff);
      i++;
      continue;
    }
    const folded = folds[unit] || foldOf(unit);
    if (folded !== SEVERAL) units[length++] = folded;
    else {
      const long = longFolds.get(unit) ?? "";
      for (let j = 0; j < long.length; j++) units[length++] = long.charCodeAt(j);
    }
  }
  if (length <= UNITS_PER_CALL) return String.fromCharCode(...units.subarray(0, length));
  const parts: string[] = [];
  for (let start = 0; start < length; start += UNITS_PER_CALL) {
    parts.push(String.fromCharCode(...units.subarray(start, Math.min(length, start + UNITS_PER_CALL))));
  }
  return parts.join("");
}

function foldOf(unit: number): number {
  const folded = engineFold(String.fromCharCode(unit)).normalize("NFC");
  const fold = folded.length === 1 ? folded.charCodeAt(0) : SEVERAL;
  if (fold === SEVERAL) longFolds.set(unit, folded);
  folds[unit] = fold;
  return fold;
}

/** @param point less 0x10000 */
function planeOneFold(point: number): number {
  const known = planeOne[point] ?? 0;
  if (known !== 0) return known - 1;
  const folded = (engineFold(String.fromCodePoint(point + 0x1_0000)).codePointAt(0) ?? 0) - 0x1_0000;
  planeOne[point] = folded + 1;
  return folded;
}

/**
 * Upper case first, so that `ß` meets `ss`; the capital `ẞ` is its own upper case and needs help. The final sigma is the
 * one place where lower case depends on context, and `ı` is no `i`.
 */
function engineFold(character: string): string {
  if (character === "ı") return character;
  return character.toUpperCase().toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
}

/** Pseudo-random numbers from a seed (mulberry32): the same ones in every run. */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0 to `sides` − 1. */
  below(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * sides);
  }

  /** One of `choices`. */
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

type Mutation = (bytes: Buffer, dice: Dice, others: readonly Uint8Array[]) => Buffer;

const TELLING = Buffer.from("0123456789:-deil\0\xff/\\.", "latin1");
const LENGTHS = [
  "0",
  "1",
  "00",
  "01",
  "20",
  "31",
  "33",
  "4097",
  "2147483647",
  "4294967296",
  "9007199254740993",
  "9".repeat(40),
];
const INTEGERS = [
  "0",
  "-0",
  "-1",
  "007",
  "",
  "1.5",
  "1e9",
  "16384",
  "536854529",
  "9007199254740991",
  "9007199254740992",
  "9223372036854775808",
  "9".repeat(400),
];
const KEYS = [
  ...[
    "4:info",
    "4:name",
    "6:pieces",
    "12:piece length",
    "6:length",
    "4:path",
    "5:files",
    "9:file tree",
    "12:meta version",
  ],
  ...[
    "12:piece layers",
    "11:pieces root",
    "4:attr",
    "7:private",
    "10:path.utf-8",
    "10:name.utf-8",
    "9:root hash",
    "0:",
    "2:..",
    "1:/",
    "8:encoding",
  ],
];
const NAMES = [
  "",
  "..",
  ".",
  "/",
  "a/b",
  "\\",
  "\0",
  "\xff\xfe",
  "\xc3\xa9",
  "p",
  "l",
  "x".repeat(32),
  "y".repeat(20),
  "z".repeat(5000),
  "GBK",
  "utf-16le",
];
const PARTS = [
  "le",
  "de",
  "i0e",
  "i1e",
  "0:",
  "1:a",
  "2:..",
  "l0:e",
  "ld1:ai1eee",
  "d0:d6:lengthi1eee",
  "4:attr1:p",
  "4:attr1:l",
  "12:meta versioni2e",
];

function splice(bytes: Buffer, from: number, to: number, middle: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
}

/** A place where `pattern` begins, in the bytes as Latin-1 text, found from a random place on. */
function place(bytes: Buffer, pattern: RegExp, dice: Dice): { from: number; to: number; text: string } | null {
  const start = dice.below(Math.max(1, bytes.length));
  for (const from of [start, 0]) {
    // Long runs of hashes hold nothing to find.
    const match = pattern.exec(bytes.toString("latin1", from, from + 4000));
    if (match) return { from: from + match.index, to: from + match.index + match[0].length, text: match[0] };
  }
  return null;
}

/** Start and end of each whole value from `pos` on, as far as the bytes are bencoding; at most `limit` of them. */
function* values(bytes: Buffer, pos: number, limit: number): Generator<{ from: number; to: number; depth: number }> {
  const open: number[] = [];
  let at = pos;
  for (let found = 0; at < bytes.length && found < limit; ) {
    const c = String.fromCharCode(bytes[at] as number);
    if (c === "d" || c === "l") {
      open.push(at++);
      continue;
    }
    let from = at;
    if (c === "e") {
      const start = open.pop();
      if (start === undefined) return;
      from = start;
      at++;
    } else {
      const end = bytes.indexOf(c === "i" ? "e" : ":", at);
      const length = c === "i" ? 0 : Number.parseInt(bytes.toString("latin1", at, at + 9), 10);
      if (end < 0 || Number.isNaN(length)) return;
      at = end + 1 + length;
    }
    found++;
    yield { from, to: at, depth: open.length };
  }
}

/** A random whole value; null where the bytes are no bencoding. */
function value(bytes: Buffer, dice: Dice): { from: number; to: number } | null {
  const spans = [...values(bytes, 0, 2000)];
  return spans.length === 0 ? null : dice.of(spans);
}

/** Where the whole value that starts at `pos` ends; null where none does. */
function valueAt(bytes: Buffer, pos: number): number | null {
  for (const { to, depth } of values(bytes, pos, 2000)) if (depth === 0) return to;
  return null;
}

const MUTATIONS: Mutation[] = [
  function flipBits(bytes, dice) {
    for (let i = dice.below(8); i >= 0; i--) {
      const at = dice.below(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << dice.below(8));
    }
    return bytes;
  },
  function setByte(bytes, dice) {
    // Hashes make up most of a torrent; its beginning says more.
    const at = dice.below(dice.below(2) ? bytes.length : Math.min(400, bytes.length));
    bytes[at] = dice.of([...TELLING]);
    return bytes;
  },
  function cut(bytes, dice) {
    return bytes.subarray(0, dice.below(bytes.length + 1));
  },
  function removeRange(bytes, dice) {
    const from = dice.below(bytes.length);
    return splice(bytes, from, from + dice.below(Math.min(64, bytes.length - from) + 1), Buffer.alloc(0));
  },
  function repeatRange(bytes, dice) {
    const from = dice.below(bytes.length);
    return splice(bytes, from, from, bytes.subarray(from, from + dice.below(200)));
  },
  function spliceOther(bytes, dice, others) {
    const other = dice.of(others);
    return splice(bytes, dice.below(bytes.length), bytes.length, other.subarray(dice.below(other.length)));
  },
  function lengthLie(bytes, dice) {
    const found = place(bytes, /\d+:/, dice);
    return found ? splice(bytes, found.from, found.to, Buffer.from(`${dice.of(LENGTHS)}:`)) : bytes;
  },
  function integerLie(bytes, dice) {
    const found = place(bytes, /i-?\d+e/, dice);
    return found ? splice(bytes, found.from, found.to, Buffer.from(`i${dice.of(INTEGERS)}e`)) : bytes;
  },
  function nestingBomb(bytes, dice) {
    const levels = dice.of([10, 99, 101, 5000]);
    const [open, close] = dice.of([
      ["l", "e"],
      ["d1:a", "e"],
      ["d1:al", "ee"],
      ["d0:", "e"],
    ] as const);
    const core = dice.of(["", "i1e", "de"]);
    const bomb = Buffer.from(open.repeat(levels) + core + (dice.below(2) ? close.repeat(levels) : ""));
    const at = value(bytes, dice);
    return at ? splice(bytes, at.from, dice.below(2) ? at.to : at.from, bomb) : bytes;
  },
  function swapKey(bytes, dice) {
    const found = place(
      bytes,
      /\d+:(?:info|name|pieces|piece l\w+|length|path|files|file tree|meta version|pieces root|attr)/,
      dice,
    );
    return found ? splice(bytes, found.from, found.to, Buffer.from(dice.of(KEYS))) : bytes;
  },
  function replaceValue(bytes, dice) {
    const at = value(bytes, dice);
    return at ? splice(bytes, at.from, at.to, Buffer.from(dice.of([...PARTS, ...KEYS]))) : bytes;
  },
  function rewriteString(bytes, dice) {
    const found = place(bytes, /\d+:/, dice);
    if (!found) return bytes;
    const length = Number.parseInt(found.text, 10);
    const text = dice.of(NAMES);
    return splice(bytes, found.from, found.to + length, Buffer.from(`${text.length}:${text}`, "latin1"));
  },
  function removePair(bytes, dice) {
    const found = place(bytes, /\d+:[a-z][a-z 0-9-]+/, dice);
    const at = found && valueAt(bytes, found.from + found.text.indexOf(":") + 1 + Number.parseInt(found.text, 10));
    return found && at ? splice(bytes, found.from, at, Buffer.alloc(0)) : bytes;
  },
  function doublePair(bytes, dice) {
    const found = place(bytes, /\d+:[a-z][a-z 0-9-]+/, dice);
    const at = found && valueAt(bytes, found.from + found.text.indexOf(":") + 1 + Number.parseInt(found.text, 10));
    return found && at ? splice(bytes, at, at, bytes.subarray(found.from, at)) : bytes;
  },
  function removeValue(bytes, dice) {
    const at = value(bytes, dice);
    return at ? splice(bytes, at.from, at.to, Buffer.alloc(0)) : bytes;
  },
  function doubleValue(bytes, dice) {
    const at = value(bytes, dice);
    return at ? splice(bytes, at.to, at.to, bytes.subarray(at.from, at.to)) : bytes;
  },
  function insertPart(bytes, dice) {
    const at = value(bytes, dice);
    return at ? splice(bytes, at.from, at.from, Buffer.from(dice.of(PARTS))) : bytes;
  },
];

/** One to three mutations of one of `seeds`; the same for the same `seeds`, `seed` and `index`. */
export function mutate(seeds: readonly Uint8Array[], seed: number, index: number): Uint8Array {
  const dice = new Dice((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0);
  let bytes: Buffer = Buffer.from(dice.of(seeds));
  for (let left = dice.of([1, 1, 1, 2, 3]); left > 0 && bytes.length > 0; left--)
    bytes = dice.of(MUTATIONS)(bytes, dice, seeds);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

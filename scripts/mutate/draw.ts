import type { Mutation } from "./mutation.ts";

/** What a drawn change does to one token; the token stands in code, not in a string or a comment. */
const OPERATORS: [token: RegExp, change: (token: string) => string][] = [
  [/ === /g, () => " !== "],
  [/ !== /g, () => " === "],
  [/ < (?=[\w(])/g, () => " <= "],
  [/ <= /g, () => " < "],
  [/ > (?=[\w(])/g, () => " >= "],
  [/ >= /g, () => " > "],
  [/ && /g, () => " || "],
  [/ \|\| /g, () => " && "],
  [/ \+ /g, () => " - "],
  [/ - /g, () => " + "],
  [/\btrue\b/g, () => "false"],
  [/\bfalse\b/g, () => "true"],
  [/(?<![\w.])\d+(?![\w.])/g, (digits) => String(Number(digits) + 1)],
  [/(?<=\n) +(?:await )?[a-z]\w*(?:\.\w+)+\([^\n]*\);(?=\n)/g, (statement) => statement.replace(/\S.*/, "")],
  [/\bif \((?=[^\n]*\n)/g, () => "if (!("],
];

/**
 * Changes drawn from the sources, the same for the same seed: nobody chose them.
 * @param sources path → text
 * @param testsOf the test files that may notice a change of a file, the nearest first
 */
export function drawMutations(
  sources: ReadonlyMap<string, string>,
  seed: number,
  count: number,
  testsOf: (file: string) => string[],
): Mutation[] {
  const random = generator(seed);
  const places = [...sources].flatMap(([file, source]) => placesIn(file, source));
  const drawn: Mutation[] = [];
  while (drawn.length < count && places.length > 0) {
    const [place] = places.splice(Math.floor(random() * places.length), 1);
    if (place) drawn.push({ ...place, tests: testsOf(place.file) });
  }
  return drawn;
}

/** Each place of a file that a change fits, with enough of its line around it to stand there once. */
function placesIn(file: string, source: string): Omit<Mutation, "tests">[] {
  const code = masked(source);
  const found: Omit<Mutation, "tests">[] = [];
  for (const [token, change] of OPERATORS) {
    for (const match of code.matchAll(token)) {
      const start = source.lastIndexOf("\n", match.index - 1) + 1;
      const lineEnd = source.indexOf("\n", match.index + match[0].length);
      const end = lineEnd < 0 ? source.length : lineEnd;
      const line = source.slice(start, end);
      if (/^\s*(?:import|export \*|export type|export interface)/.test(line)) continue;
      let changed = change(match[0]);
      let rest = source.slice(match.index + match[0].length, end);
      if (changed === "if (!(") {
        const closed = closing(rest);
        if (closed < 0) continue;
        rest = `${rest.slice(0, closed)})${rest.slice(closed)}`;
        changed = "if (!(";
      }
      const to = source.slice(start, match.index) + changed + rest;
      if (source.indexOf(line) === source.lastIndexOf(line)) found.push({ file, from: line, to });
    }
  }
  return found;
}

/** Where the bracket that is open at the start of a line closes; -1 where it does not on this line. */
function closing(text: string): number {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i;
  }
  return -1;
}

/** The source with the insides of comments, strings and regular expressions blanked, every other character in its place. */
function masked(source: string): string {
  const inert =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<=[(,=:[!&|?{};\n] *)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])*\/[a-z]*/g;
  return source.replace(inert, (text) => text.replace(/[^\n]/g, "_"));
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

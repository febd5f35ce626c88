/** How many cells of a terminal a text takes. */
export function cellsOf(text: string): number {
  return Bun.stringWidth(text);
}

export interface Fit {
  /** Which side the text stands on; the left unless told. */
  align?: "left" | "right";
  /** Which side loses what does not fit; the end unless told. A path is known by its end. */
  cut?: "start" | "end";
}

const MORE = "…";

/** The text in exactly `width` cells: filled with spaces, or cut with `…`. */
export function fit(text: string, width: number, { align = "left", cut = "end" }: Fit = {}): string {
  if (width <= 0) return "";
  const shown = shorten(text, width, cut);
  const rest = " ".repeat(width - cellsOf(shown));
  return align === "left" ? shown + rest : rest + shown;
}

/** The text in at most `width` cells, cut with `…` where it is longer. */
export function shorten(text: string, width: number, cut: "start" | "end" = "end"): string {
  if (cellsOf(text) <= width) return text;
  if (width <= 1) return MORE.slice(0, Math.max(0, width));
  const graphemes = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  if (cut === "start") graphemes.reverse();
  const kept: string[] = [];
  let used = 1;
  for (const grapheme of graphemes) {
    used += cellsOf(grapheme);
    if (used > width) break;
    kept.push(grapheme);
  }
  return cut === "start" ? MORE + kept.reverse().join("") : kept.join("") + MORE;
}

/** The text in lines of at most `width` cells, broken at spaces where there are any; each as far in as the first. */
export function wrap(text: string, width: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  if (indent !== "" && indent.length < width) {
    return wrap(text.slice(indent.length), width - indent.length).map((line) => indent + line);
  }
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && cellsOf(line) + 1 + cellsOf(rest) > width) {
      lines.push(line);
      line = "";
    }
    while (cellsOf(rest) > width) {
      const head = shorten(rest, width + 1).slice(0, -1);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  lines.push(line);
  return lines;
}

/** Control characters (C0, C1), line separators, and what turns the direction of writing or annotates invisibly. */
const HARM =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]/g;

/** The text without what would move the cursor or turn the direction of writing: names and paths come from strangers. */
export function harmless(text: string): string {
  return text.toWellFormed().replace(HARM, "\ufffd");
}

import type { Key } from "ink";

/** Names of the keys in what Ink hands over at once; it may be several characters that were typed quickly. */
export function keyNames(input: string, key: Key): string[] {
  if (key.upArrow) return ["up"];
  if (key.downArrow) return ["down"];
  if (key.leftArrow) return ["left"];
  if (key.rightArrow) return ["right"];
  if (key.pageUp) return ["page-up"];
  if (key.pageDown) return ["page-down"];
  if (key.home) return ["home"];
  if (key.end) return ["end"];
  if (key.return) return ["enter"];
  if (key.escape) return ["escape"];
  if (key.tab) return [key.shift ? "shift+tab" : "tab"];
  if (key.backspace) return ["backspace"];
  if (key.delete) return ["delete"];
  if (key.ctrl) return [`ctrl+${input}`];
  // No key here goes with Alt; it was Escape and another key, one right after the other.
  if (key.meta) return ["escape", ...characters(input)];
  return characters(input);
}

function characters(input: string): string[] {
  return Array.from(new Intl.Segmenter().segment(input), ({ segment }) => CONTROL[segment] ?? control(segment));
}

/** `ctrl+u` for the character that the terminal sends for it (ECMA-48: the letter's code less 64). */
function control(character: string): string {
  const code = character.charCodeAt(0);
  return code < 32 ? `ctrl+${String.fromCharCode(code + 96)}` : character;
}

/** What a terminal sends for keys that stand among others in one piece. */
const CONTROL: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\r\n": "enter",
  "\t": "tab",
  " ": "space",
  "\u007f": "backspace",
};

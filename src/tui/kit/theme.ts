import { createContext, useContext } from "react";

/** What a piece of text is; how it looks follows from that. */
export type Role = "plain" | "muted" | "accent" | "good" | "warn" | "bad";

/** How the screen is drawn: with which colours and which characters. */
export interface Theme {
  /** Off with NO_COLOR. */
  color: boolean;
  /** Off without a UTF-8 locale: everything is drawn in ASCII. */
  unicode: boolean;
}

/** SGR parameter of a role's colour: one of the terminal's own 16, so that its theme decides how it looks. */
const COLOURS: Readonly<Partial<Record<Role, number>>> = { accent: 36, good: 32, warn: 33, bad: 31 };
const [BOLD, DIM, INVERSE] = [1, 2, 7];

/** How a piece of text looks besides its role. */
export interface Emphasis {
  bold?: boolean;
  /** Light and dark turned round. */
  inverse?: boolean;
}

/** The text with the sequences (ECMA-48, SGR) that make it look like its role. */
export function styled(text: string, role: Role, { bold = false, inverse = false }: Emphasis, theme: Theme): string {
  const colour = theme.color ? COLOURS[role] : undefined;
  // Dim and turned round at once is hardly readable.
  const dim = role === "muted" && !inverse;
  const codes = [bold ? BOLD : 0, dim ? DIM : 0, inverse ? INVERSE : 0, colour ?? 0].filter((code) => code !== 0);
  const shown = theme.unicode ? text : toAscii(text);
  return codes.length === 0 || text === "" ? shown : `\x1b[${codes.join(";")}m${shown}\x1b[0m`;
}

/** The theme that the environment asks for. */
export function themeOf(env: Readonly<Record<string, string | undefined>>): Theme {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  const unicode = /utf-?8/i.test(locale) || env["WT_SESSION"] !== undefined;
  return { color: !env["NO_COLOR"], unicode };
}

/** Heights of a bar of one cell, from nothing to full. */
export const LEVELS = " ▁▂▃▄▅▆▇█";

/** What stands for our own signs where there is only ASCII, one character for one. */
const ASCII: Readonly<Record<string, string>> = {
  "…": "~",
  "·": "-",
  "›": ">",
  "●": "*",
  "○": "o",
  "◐": "!",
  "─": "-",
  "│": "|",
  "█": "#",
  "░": ".",
  "▏": "|",
  "–": "-",
  "—": "-",
  "▁": "_",
  "▂": ".",
  "▃": ":",
  "▄": "-",
  "▅": "=",
  "▆": "+",
  "▇": "*",
  "↑": "^",
  "↓": "v",
  "←": "<",
  "→": ">",
  "↕": "|",
  µ: "u",
};

/** The text in ASCII: our own signs replaced by similar ones, foreign letters by as many `?` as they take cells. */
export function toAscii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  return text.replace(/[^\x00-\x7f]+/gu, (run) => {
    const graphemes = Array.from(new Intl.Segmenter().segment(run), ({ segment }) => segment);
    return graphemes.map((grapheme) => ASCII[grapheme] ?? "?".repeat(Bun.stringWidth(grapheme))).join("");
  });
}

const ThemeContext = createContext<Theme>({ color: true, unicode: true });

export const ThemeProvider = ThemeContext.Provider;

/** The theme of the screen that a component is on. */
export function useTheme(): Theme {
  return useContext(ThemeContext);
}

/** A systemd unit: sections with their lines in order; a value null leaves the line out, a list repeats the name. */
export type UnitSections = readonly (readonly [section: string, lines: readonly UnitLine[]])[];

export type UnitLine = readonly [name: string, value: string | readonly string[] | null];

/** The text of a unit file, headed by comments (systemd.syntax(7)). */
export function unitFile(comments: readonly string[], sections: UnitSections): string {
  const head = comments.map((line) => `# ${line}`.trimEnd()).join("\n");
  const body = sections.map(([section, lines]) => [`[${section}]`, ...lines.flatMap(format)].join("\n"));
  return `${head}\n\n${body.join("\n\n")}\n`;
}

function format([name, value]: UnitLine): string[] {
  if (value === null) return [];
  return (typeof value === "string" ? [value] : value).map((each) => `${name}=${each}`);
}

/**
 * One word of a list in a unit, such as a path: quoted where it has to be, and with no specifier in it. The text holds no
 * control characters.
 */
export function unitWord(text: string): string {
  const literal = text.replaceAll("%", "%%");
  return /^[\w@%+,./:=-]+$/.test(literal) ? literal : `"${literal.replace(/["\\]/g, "\\$&")}"`;
}

/** One word of a command in a unit: a word that holds no variable either. */
export function commandWord(text: string): string {
  return unitWord(text.replaceAll("$", "$$$$"));
}

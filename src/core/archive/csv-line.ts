/** What stands between fields: `;` where a comma is in numbers (Excel), tabs in what it calls Unicode text. */
export type Separator = "," | ";" | "\t";

const FIELD: Readonly<Record<Separator, RegExp>> = {
  ",": /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y,
  ";": /(?:"((?:[^"]|"")*)"|([^";]*))(;|$)/y,
  "\t": /(?:"((?:[^"]|"")*)"|([^"\t]*))(\t|$)/y,
};

/**
 * The fields of one line of comma-separated values, quotes as in RFC 4180 but no line end inside of them; null where a
 * quote is out of place.
 */
export function csvFields(line: string, separator: Separator = ","): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  const field = FIELD[separator];
  field.lastIndex = 0;
  for (;;) {
    const found = field.exec(line);
    if (!found) return null;
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") return fields;
  }
}

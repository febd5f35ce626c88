import type { Dialect } from "./dsn.ts";

/**
 * The GRANT statements that let an account read what a connector reads and nothing else.
 * @param reads table → columns
 * @param account as the server writes it: `'reseeder'@'localhost'`, or the name of a role
 */
export function grantStatements(
  dialect: Dialect,
  reads: ReadonlyMap<string, readonly string[]>,
  database: string,
  account: string,
): string[] {
  if (dialect === "sqlite") return [];
  const quote = quoteOf(dialect);
  return [...reads].map(([table, columns]) => {
    const names = columns.map(quote).join(", ");
    const place = dialect === "mysql" ? `${quote(database)}.${quote(table)}` : quote(table);
    return `GRANT SELECT (${names}) ON ${place} TO ${account};`;
  });
}

/** Quotes what is no plain word, as a server wants it. */
export function quoteOf(dialect: Dialect): (name: string) => string {
  const mark = dialect === "mysql" ? "`" : '"';
  return (name) => {
    const isPlain = dialect === "postgres" ? /^[a-z_][a-z0-9_]*$/.test(name) : /^[A-Za-z_]\w*$/.test(name);
    return isPlain && !RESERVED.has(name.toLowerCase()) ? name : `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
  };
}

/** Reserved words among the names that trackers give their tables. */
const RESERVED = new Set(["groups", "user", "key", "order", "rank", "group"]);

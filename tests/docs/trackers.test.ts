import { expect, test } from "bun:test";
import { join } from "node:path";
import { grantStatements } from "../../src/core/tracker/grants.ts";
import { TRACKER_KINDS } from "../../src/core/tracker/kinds.ts";
import { parseStatements, STATEMENT_PARAMETERS } from "../../src/core/tracker/statements.ts";

const text = await Bun.file(join(import.meta.dir, "../../docs/trackers.md")).text();
const DATABASES = { "gazelle-ops": "gazelle" } as Record<string, string>;

test.each(Object.entries(TRACKER_KINDS))("docs/trackers.md has the GRANTs of %s", (name, { dialect, queries }) => {
  const account = dialect === "mysql" ? "'reseeder'@'localhost'" : "reseeder";
  const { reads } = parseStatements(queries, dialect, name);
  for (const grant of grantStatements(dialect, reads, DATABASES[name] ?? name, account)) {
    expect(text).toContain(`${grant}\n`);
  }
  expect(text).toContain(`\`${name}\``);
});

test("docs/trackers.md names every statement with its parameters", () => {
  for (const [name, parameters] of Object.entries(STATEMENT_PARAMETERS)) {
    const line = text.split("\n").find((each) => each.startsWith(`| \`${name}\` |`)) ?? "";
    for (const parameter of parameters) expect(line).toContain(`\`:${parameter}\``);
  }
});

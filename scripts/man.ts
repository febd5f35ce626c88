// Writes the manual page reseeder.1, made from the definitions of the commands:
//   bun run man [FILE]
import { resolve } from "node:path";
import { type Command, type CommandEntry, environmentName, type Flags, GLOBAL_FLAGS } from "../src/cli/command.ts";
import { argumentRows, EXIT_STATUS, flagRows, usageOf } from "../src/cli/help/command-help.ts";
import { topics } from "../src/cli/help/topics.ts";
import { GROUPS } from "../src/cli/program/commands.ts";
import { wrap } from "../src/core/cells.ts";
import { packageVersion, ROOT } from "./build.ts";

/** A command with the words that lead to it. */
interface Listed {
  names: string[];
  description: string;
  command: Command;
}

/**
 * The manual page of the program in the macros of man(7), for groff and mandoc.
 * @param date of the version, `YYYY-MM-DD`
 */
export async function manPage({ version, date }: { version: string; date: string }): Promise<string> {
  const groups = await Promise.all(
    GROUPS.map(async ([title, commands]) => ({ title, listed: await listCommands(commands) })),
  );
  const documents = await topics();
  return [
    `.TH RESEEDER 1 ${date} "reseeder ${version}" "User Commands"`,
    ".SH NAME",
    "reseeder \\- find the torrents that files on disk can seed",
    ".SH SYNOPSIS",
    ".B reseeder",
    "\\fICOMMAND\\fR [\\fIflags\\fR]",
    ".SH DESCRIPTION",
    text("ReSeeder indexes the .torrent files of a tracker and answers which of them the files of a user can seed."),
    "\\fBreseeder help\\fR lists all commands and documents.",
    ".SH GLOBAL FLAGS",
    definitions(flagRows(GLOBAL_FLAGS)),
    definitions([["-V, --version", "Show version and commit"]]),
    ...groups.flatMap(({ title, listed }) => [
      `.SH ${title.toUpperCase()} COMMANDS`,
      ...listed.map((each) => subsection(each)),
    ]),
    ".SH ENVIRONMENT",
    definitions(await environmentRows(groups.flatMap(({ listed }) => listed))),
    ".SH EXIT STATUS",
    definitions(EXIT_STATUS),
    ".SH DOCUMENTS",
    "\\fBreseeder help\\fR \\fITOPIC\\fR shows:",
    definitions(documents.map(({ name, title }) => [name, title])),
    "",
  ].join("\n");
}

async function listCommands(entries: Readonly<Record<string, CommandEntry>>, above: string[] = []): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const [name, { description, load }] of Object.entries(entries)) {
    const command = (await load()).default;
    const names = [...above, name];
    if (command.run) listed.push({ names, description, command });
    listed.push(...(await listCommands(command.subcommands ?? {}, names)));
  }
  return listed;
}

function subsection({ names, description, command }: Listed): string {
  const usage = command.operands ? ` \\fI${roff(usageOf(command))}\\fR` : "";
  const flags = Object.keys(command.args).length > 0 ? " [\\fIflags\\fR]" : "";
  const examples = command.examples.flatMap(([line, does]) => [`# ${does}`, line]).map(roff);
  return [
    `.SS reseeder ${roff(names.join(" "))}`,
    `\\fBreseeder ${roff(names.join(" "))}\\fR${flags}${usage}`,
    ".PP",
    text(`${description}.`),
    ...(command.details ? [".PP", text(command.details)] : []),
    definitions([...argumentRows(command), ...flagRows(command.args)]),
    ".PP",
    "Examples:",
    ".PP",
    ".nf",
    ...examples.map((line) => `    ${line}`),
    ".fi",
  ].join("\n");
}

/** Each variable, with the flag that it stands for. */
async function environmentRows(listed: readonly Listed[]): Promise<[name: string, meaning: string][]> {
  const rows = new Map<string, string>();
  for (const { command } of listed) {
    for (const [name, { variable }] of Object.entries<Flags[string]>({ ...command.args, ...GLOBAL_FLAGS })) {
      if (variable) rows.set(environmentName(name), `Stands for --${name}`);
    }
  }
  rows.set("PAGER", "Program that shows documents on a terminal");
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A list of terms and what they mean. */
function definitions(rows: readonly (readonly [term: string, meaning: string])[]): string {
  return rows.map(([term, meaning]) => `.TP\n\\fB${roff(term.trim())}\\fR\n${text(meaning)}`).join("\n");
}

/** A paragraph: a new line after each sentence, as the macros want it. */
function text(paragraph: string): string {
  const sentences = paragraph.split(/(?<=\.) (?=[A-Z])/);
  return sentences
    .flatMap((sentence) => wrap(roff(sentence), 78))
    .map((line) => line.replace(/^\./, "\\&."))
    .join("\n");
}

/** Nothing of it is taken for an escape, and all of it is ASCII. */
function roff(line: string): string {
  const SIGNS: Readonly<Record<string, string>> = {
    "\\": "\\e",
    "-": "\\-",
    "'": "\\(aq",
    "`": "\\(ga",
    "^": "\\(ha",
    "~": "\\(ti",
    '"': "\\(dq",
  };
  const signs = line.replace(/[\\\-'`^~"]/g, (sign) => SIGNS[sign] ?? sign);
  return signs.replace(
    /[^\x20-\x7e]/gu,
    (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

if (import.meta.main) {
  const { stdout } = Bun.spawnSync(["git", "-C", ROOT, "log", "-1", "--format=%cs"], { stderr: "ignore" });
  const date = stdout.toString().trim() || new Date().toISOString().slice(0, 10);
  const [given = "dist/reseeder.1"] = process.argv.slice(2);
  const page = await manPage({ version: await packageVersion(), date });
  await Bun.write(resolve(given), page);
  console.log(`${given}: ${page.split("\n").length} lines`);
}

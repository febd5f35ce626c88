import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { COMPILED } from "../../core/version.ts";

/** A document that `reseeder help` shows. */
export interface Topic {
  name: string;
  /** Its heading, as plain text. */
  title: string;
  /** Markdown. */
  text: string;
}

/** Documents with the name of a command, whose help `reseeder help` shows under it. */
const OTHER_NAMES: Readonly<Record<string, string>> = { access: "access-control", match: "matching", tui: "dashboard" };

/** Every document in the order of names: those that the compiled program carries, else those of the repository. */
export async function topics(): Promise<Topic[]> {
  const docs = COMPILED ? (await import("reseeder:docs")).docs : repositoryDocs();
  return Object.entries(docs)
    .map(([file, text]) => ({ name: topicOf(file), title: titleOf(text), text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The topic of docs/FILE.md. */
export function topicOf(file: string): string {
  return OTHER_NAMES[file] ?? file;
}

function repositoryDocs(): Record<string, string> {
  const folder = join(import.meta.dir, "../../../docs");
  const files = readdirSync(folder).filter((name) => name.endsWith(".md"));
  return Object.fromEntries(files.map((name) => [basename(name, ".md"), readFileSync(join(folder, name), "utf8")]));
}

function titleOf(text: string): string {
  return (/^# (.*)$/m.exec(text)?.[1] ?? "").replaceAll("`", "");
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundled, ROOT } from "../build.ts";

/** A package whose code is in the program. */
export interface Package {
  name: string;
  version: string;
  /** SPDX expression. */
  license: string;
  /** Of its license file; null where it has none. */
  text: string | null;
}

/** Comes as one file that has its own packages in it. */
const READY_MADE = "@scalar/api-reference";
/** Types, of which nothing is in a program. */
const TYPES = /^@types\//;
const RULE = `\n\n${"-".repeat(100)}\n\n`;

/** All packages whose code is in the program, by name. @throws Error for one whose license nothing tells */
export async function packages(): Promise<Package[]> {
  const folders = new Map<string, string>();
  for (const path of await bundled()) {
    const [, folder = "", name = ""] = /^((?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path) ?? [];
    if (name !== "") folders.set(folder, name);
  }
  const made = join("node_modules", READY_MADE);
  if (folders.has(made)) addDependencies(made, folders);
  const found = [...folders.keys()].map(read);
  const distinct = new Map(found.map((each) => [`${each.name} ${each.version}`, each]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** The file THIRD-PARTY-NOTICES.txt: what is in the program besides ReSeeder, and under which licenses. */
export async function thirdPartyNotices(): Promise<string> {
  const found = await packages();
  const here = (name: string) => readFileSync(join(import.meta.dir, name), "utf8").trim();
  const terms = Map.groupBy(found, ({ license, text }) => `License: ${license}\n${text ?? ""}`);
  const sections = [...terms].map(([said, all]) =>
    [...all.map(({ name, version }) => `${name} ${version}`), said.replace("\n", "\n\n").trimEnd()].join("\n"),
  );
  const licenses = ["LGPL-2.0", "LGPL-2.1", "Apache-2.0"].map((name) => `${name}\n\n${here(`licenses/${name}.txt`)}`);
  return `${[
    "ReSeeder is under the license in the file LICENSE. The program also contains what follows.",
    here("bun.txt").replaceAll("VERSION", Bun.version),
    ...sections,
    ...licenses,
  ].join(RULE)}\n`;
}

/** Adds what a package needs at run time, and what that needs. */
function addDependencies(folder: string, folders: Map<string, string>): void {
  const { dependencies = {} } = manifest(folder);
  for (const name of Object.keys(dependencies)) {
    const nested = join(folder, "node_modules", name);
    const found = existsSync(join(ROOT, nested)) ? nested : join("node_modules", name);
    if (TYPES.test(name) || folders.has(found) || !existsSync(join(ROOT, found))) continue;
    folders.set(found, name);
    addDependencies(found, folders);
  }
}

function read(folder: string): Package {
  const { name, version, license } = manifest(folder);
  const file = readdirSync(join(ROOT, folder))
    .sort()
    .find((each) => /^(?:licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? null : readFileSync(join(ROOT, folder, file), "utf8").trim();
  if (license === undefined) throw new Error(`${folder} does not say which license it has`);
  return { name, version, license, text };
}

function manifest(folder: string): {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
} {
  return JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
}

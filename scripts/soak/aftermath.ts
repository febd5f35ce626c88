import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SOAKER } from "./client.ts";
import { HISTORY_USERS } from "./imports.ts";
import { checkDatabase } from "./index-state.ts";
import { checkKept, copyWithoutWords, expireLeases, type Kept, readWords } from "./kept-state.ts";

export interface Aftermath {
  program: string;
  /** The folder that everything happened in. */
  home: string;
  /** The database, which nobody has open. */
  path: string;
  /** Where scrape asks. */
  tracker: string;
  /** Marks of reports that were acknowledged. */
  acknowledged: readonly string[];
  kept: Kept;
}

/** Looks at what is left when all have ended; answers what is wrong with it. */
export async function aftermath({ program, home, path, tracker, acknowledged, kept }: Aftermath): Promise<string[]> {
  const faults: string[] = [];
  // Not Bun.spawnSync: the tracker is this process.
  const run = async (words: readonly string[], database = path): Promise<string> => {
    const child = Bun.spawn([program, ...words, "--db", database], { cwd: home, stdout: "pipe", stderr: "pipe" });
    const [code, out, err] = await Promise.all([child.exited, text(child.stdout), text(child.stderr)]);
    if (code !== 0) faults.push(`${words.join(" ")} ended with ${code}: ${troubles(out)} ${err.slice(0, 600)}`);
    return out;
  };
  // Leases of those that were killed end by themselves after a minute, which nobody waits for here.
  expireLeases(path);
  await run(["backup"]);
  await run(["scrape", tracker]);
  faults.push(...checkDatabase(path, acknowledged), ...checkKept(path, kept));
  await run(["settings", "set", "anonymize_users", "1"]);
  await run(["wipe", "users", "--anonymize", "--yes"]);
  faults.push(...checkKept(path, kept));
  const bytes = readFileSync(path);
  const ids = [SOAKER, HISTORY_USERS].filter((id) => bytes.includes(id));
  faults.push(...ids.map((id) => `${id} is in the database after all ids were hashed`));
  await run(["doctor", "--full", "--json"]);

  const copy = join(home, "copy.db");
  copyWithoutWords(path, copy);
  // A search takes in what is not taken in yet.
  for (const database of [path, copy]) await run(["torrents", "list", "--search", "x"], database);
  if (!Bun.deepEquals(readWords(path), readWords(copy)))
    faults.push("the words are others when they are taken in anew");

  // Killed before it has lost its name, a spool is empty, and goes with the next one.
  const left = readdirSync(home).filter((name) => /\.spool-/.test(name) && statSync(join(home, name)).size > 0);
  faults.push(...left.map((name) => `${name} was left`));
  const backups = readdirSync(join(home, "backups")).filter((name) => name.endsWith(".db"));
  for (const name of backups) await run(["backup", "--verify", join(home, "backups", name)]);
  if (backups.length === 0) faults.push("there is no backup");
  return faults;
}

function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

/** What doctor found. */
function troubles(out: string): string {
  return out
    .split("\n")
    .filter((line) => /"severity":"(warning|error)"/.test(line))
    .join(" ");
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./case.ts";
import { COMMAND_CASES } from "./command-cases.ts";
import { HTTP_CASES } from "./http-cases.ts";
import { TORRENT_CASES } from "./torrent-cases.ts";
import { World } from "./world.ts";

/** A case whose input is there. */
export interface FoundCase {
  /** Of its folder: `01-export-full-disk`. */
  name: string;
  input: string;
  case: Case;
}

/** The cases whose folder lies in this one, in order; none where it is not there. */
export function casesIn(folder: string): FoundCase[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const all = [...COMMAND_CASES, ...TORRENT_CASES, ...HTTP_CASES];
  return names.flatMap((name) => {
    const found = all.find(({ number }) => name.startsWith(`${number}-`));
    return found ? [{ name, input: join(folder, name), case: found }] : [];
  });
}

/** How a case went, and why not well. */
export interface Verdict {
  verdict: "holds" | "fails" | "skipped";
  why: string | null;
}

/** Tries a case in a folder of its own. @param program the words that start it */
export async function tryCase(
  { input, case: { missing, run } }: FoundCase,
  program: readonly string[],
): Promise<Verdict> {
  const absent = missing?.() ?? null;
  if (absent !== null) return { verdict: "skipped", why: `there is no ${absent}` };
  await using world = new World(program, input);
  try {
    const why = await run(world);
    return { verdict: why === null ? "holds" : "fails", why };
  } catch (error) {
    return { verdict: "fails", why: String(error) };
  }
}

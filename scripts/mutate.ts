// Breaks the sources on purpose, one change at a time, and tells which changes the tests notice:
//   bun run mutate                 every entry of scripts/mutate/entries and 100 drawn changes
//   bun run mutate --only TEXT     entries whose file or test has TEXT in its path
//   bun run mutate --drawn N       N drawn changes and no entries
// Ends with 1 where fewer than 95 % are noticed.
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { drawMutations } from "./mutate/draw.ts";
import { ENTRIES } from "./mutate/entries.ts";
import type { Mutation } from "./mutate/mutation.ts";
import { nearestTests } from "./mutate/nearest-tests.ts";
import { type Outcome, Workspace } from "./mutate/workspace.ts";

const ROOT = resolve(import.meta.dir, "..");
const GOAL_PERCENT = 95;
const DRAWN = 100;
/** What of src is drawn from: text for people and the database's past say nothing about tests. */
const DRAWN_FROM = /^src\/(?!http\/openapi\/|store\/database\/migrations|.*\.d\.ts$)/;

/** Changes that nobody chose: the seed is the first four bytes of the licence's SHA-256. */
export async function drawn(count: number): Promise<Mutation[]> {
  const licence = await Bun.file(join(ROOT, "LICENSE")).bytes();
  const seed = Buffer.from(new Bun.CryptoHasher("sha256").update(licence).digest()).readUInt32BE(0);
  const sources = new Map<string, string>();
  for (const path of [...new Bun.Glob("src/**/*.{ts,tsx}").scanSync({ cwd: ROOT })].sort()) {
    if (DRAWN_FROM.test(path)) sources.set(path, await Bun.file(join(ROOT, path)).text());
  }
  return drawMutations(sources, seed, count, await nearestTests(ROOT));
}

async function mutate(mutations: readonly Mutation[]): Promise<number> {
  const waiting = [...mutations.entries()];
  const outcomes: Outcome[] = [];
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), 2) }, async () => {
      using workspace = new Workspace(ROOT);
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, mutation] = next;
        const outcome = mutation.tests.length === 0 ? "survived" : await workspace.try(mutation);
        outcomes[index] = outcome;
        console.log(
          `${outcome.padEnd(8)} ${mutation.file}: ${mutation.from.trim()} → ${mutation.to.trim() || "(nothing)"}`,
        );
      }
    }),
  );
  return outcomes.filter((outcome) => outcome === "caught").length;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { only: { type: "string" }, drawn: { type: "string" } } });
  const wanted = ({ file, tests }: Mutation) => [file, ...tests].some((path) => path.includes(values.only ?? ""));
  const entries = values.drawn === undefined ? ENTRIES.filter(wanted) : [];
  const free = values.only === undefined ? await drawn(Number(values.drawn ?? DRAWN)) : [];
  {
    using workspace = new Workspace(ROOT);
    const tests = [...new Set(entries.flatMap(({ tests }) => tests))];
    for (const test of tests) {
      if (!(await workspace.passes([test])))
        throw new Error(`${test} fails without any change; nothing can be told by it`);
    }
  }
  const of = { entries: await mutate(entries), drawn: await mutate(free) };
  const share = (100 * (of.entries + of.drawn)) / (entries.length + free.length);
  console.log(
    `\n${of.entries} of ${entries.length} entries and ${of.drawn} of ${free.length} drawn changes caught: ${share.toFixed(1)} % (goal ${GOAL_PERCENT} %)`,
  );
  process.exitCode = share >= GOAL_PERCENT ? 0 : 1;
}

import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { drawMutations } from "./mutate/draw.ts";
import { ENTRIES } from "./mutate/entries.ts";
import type { Mutation } from "./mutate/mutation.ts";
import { nearestTests } from "./mutate/nearest-tests.ts";
import type { Outcome } from "./mutate/outcome.ts";
import { Workspace } from "./mutate/workspace.ts";

const HELP = `Breaks the sources on purpose, one change at a time, and tells which changes the tests notice.

  bun run mutate                 every entry of scripts/mutate/entries and 100 drawn changes
  bun run mutate --only TEXT     entries whose file or test has TEXT in its path
  bun run mutate --drawn N       N drawn changes and no entries

An entry is caught where an assertion fails. A drawn change is noticed also by a test that hangs or does not load. The
tests of an entry must pass without it. Ends with 1 where an entry is not caught, or fewer than 95 % of the drawn
changes are noticed.`;
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

interface Result extends Mutation, Outcome {}

/** Tries changes, two at a time, those of the same tests one after the other; the tests must pass without any first. */
async function mutate(mutations: readonly Mutation[]): Promise<Result[]> {
  const groups = [...Map.groupBy(mutations, ({ tests, named }) => [...tests, named].join()).values()];
  const results: Result[] = [];
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), 2) }, async () => {
      using workspace = new Workspace(ROOT);
      process.once("exit", () => workspace[Symbol.dispose]());
      for (let group = groups.shift(); group; group = groups.shift()) {
        const { tests = [], named } = group[0] ?? {};
        const unchanged = tests.length === 0 ? undefined : await workspace.run(tests, named);
        for (const mutation of group) {
          const start = performance.now();
          const outcome: Outcome =
            unchanged === undefined
              ? { how: "survived", why: "no test imports it" }
              : unchanged.how === "survived"
                ? await workspace.try(mutation)
                : { how: "broke", why: `without any change, ${unchanged.how}: ${unchanged.why}` };
          results.push({ ...mutation, ...outcome });
          console.log(line({ ...mutation, ...outcome }, performance.now() - start));
        }
      }
    }),
  );
  return results;
}

/** `caught     1.2 s  file: from → to | the test and its error`. */
function line({ how, file, from, to, why }: Result, milliseconds: number): string {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`.padStart(7);
  return `${how.padEnd(8)} ${seconds}  ${file}: ${from.trim()} → ${to.trim() || "(nothing)"} | ${why}`.replace(
    /\s*\n\s*/g,
    "⏎",
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { only: { type: "string" }, drawn: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(HELP);
    process.exit();
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  const wanted = ({ file, tests }: Mutation) => [file, ...tests].some((path) => path.includes(values.only ?? ""));
  const entries = values.drawn === undefined ? ENTRIES.filter(wanted) : [];
  const free = values.only === undefined ? await drawn(Number(values.drawn ?? DRAWN)) : [];
  const caught = (await mutate(entries)).filter(({ how }) => how === "caught").length;
  const noticed = (await mutate(free)).filter(({ how }) => how !== "survived").length;
  console.log(`\n${caught} of ${entries.length} entries caught, ${noticed} of ${free.length} drawn changes noticed`);
  process.exitCode = caught === entries.length && noticed * 100 >= GOAL_PERCENT * free.length ? 0 : 1;
}

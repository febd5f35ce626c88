// Tries again what once went wrong, on the input that it went wrong with, and says of each whether it holds:
//   bun run cases [--short] [--program FILE] [--folder FOLDER] [NUMBER…]
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./build.ts";
import { casesIn, tryCase } from "./cases/all-cases.ts";

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    program: { type: "string" },
    folder: { type: "string", default: join(ROOT, "../shared/cases") },
  },
});
const built = join(ROOT, "dist/reseeder");
const program = values.program
  ? [resolve(values.program)]
  : existsSync(built)
    ? [built]
    : [process.execPath, join(ROOT, "src/main.ts")];

console.log(`${program.join(" ")}\n`);
let failed = 0;
for (const each of casesIn(values.folder)) {
  if (positionals.length > 0 && !positionals.includes(each.case.number)) continue;
  if (values.short && each.case.long) continue;
  const { verdict, why } = await tryCase(each, program);
  if (verdict === "fails") failed++;
  console.log(`${verdict.padEnd(7)} ${each.name}${why === null ? "" : `: ${why}`}`);
}
process.exitCode = failed > 0 ? 1 : 0;

// Puts what the program prints into the examples of docs/json.md:
//   bun run json-examples
import { join } from "node:path";
import { jsonScenario } from "../tests/support/json-scenario.ts";
import { ROOT } from "./build.ts";

const PATH = join(ROOT, "docs/json.md");
/** Lines of one type that are shown, and elements of a list. */
const ALIKE = 3;

const printed = await jsonScenario();
let filled = 0;
const text = (await Bun.file(PATH).text()).replace(
  /<!-- example ([^>]*) -->\n+(?:```json\n[\s\S]*?\n```\n+)?/g,
  (_, name: string) => {
    const runs = printed.filter((each) => each.name === name);
    const values = runs.at(-1)?.values;
    if (values === undefined) throw new Error(`Nothing printed for ${name}`);
    filled++;
    return `<!-- example ${name} -->\n\n\`\`\`json\n${shorten(values).map(show).join("\n")}\n\`\`\`\n\n`;
  },
);
await Bun.write(PATH, `${text.trimEnd()}\n`);
console.log(`docs/json.md: ${filled} examples`);

function shorten(values: readonly unknown[]): unknown[] {
  const counts = new Map<unknown, number>();
  return values.filter((value) => {
    const { type, severity } = value as { type?: string; severity?: string };
    const kind = type ?? severity;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return (counts.get(kind) ?? 0) <= ALIKE;
  });
}

/** A token of a database that is gone by now could be taken for one that is not. */
function show(value: unknown): string {
  return JSON.stringify(value).replace(/reseeder_[\w-]{20,}/, "reseeder_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX");
}

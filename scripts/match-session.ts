// Puts what `reseeder match` prints into README.md, from the program itself with a real qBittorrent and tracker:
//   bun run match-session
import { join } from "node:path";
import { MatchSession } from "../tests/support/match-session.ts";
import { ROOT } from "./build.ts";

const PATH = join(ROOT, "README.md");
const MATCH = ["match", "/data/media", "--server", "SERVER", "--link", "/data/links", "--client", "CLIENT"];

await using session = new MatchSession();
await session.start();
await session.type(...MATCH);
await session.type("match", "undo");
const text = session.said.map(({ command, text }) => `$ ${wrapped(command)}\n${text}`).join("");
const block = `<!-- match session -->\n\n\`\`\`\n${text}\`\`\`\n`;
const readme = await Bun.file(PATH).text();
const filled = readme.replace(/<!-- match session -->\n+(?:```\n[\s\S]*?```\n)?/, () => block);
if (filled === readme && !readme.includes(block)) throw new Error("README.md has no place for it");
await Bun.write(PATH, filled);
console.log(text);

/** A command over two lines where it is long. */
function wrapped(command: string): string {
  return command.length <= 100 ? command : command.replace(" --link", " \\\n    --link");
}

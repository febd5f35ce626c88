// Compares verdicts on libraries that are nearly a torrent's with libtorrent's own check, 2,000 of them unless told:
//   bun scripts/mutated-libraries.ts [COUNT] [FIRST]
import { libtorrentPython } from "../tests/support/libtorrent.ts";
import { compareMutatedLibraries } from "../tests/support/mutated-libraries.ts";
import { tree } from "../tests/support/tree.ts";

const AT_A_TIME = 100;
const count = Number(process.argv[2] ?? 2_000);
const first = Number(process.argv[3] ?? 1);
const python = libtorrentPython();
if (python === null) throw new Error("no python3-libtorrent 2.0");
const statuses: Record<string, number> = {};
const disagreements: string[] = [];
for (let from = first; from < first + count; from += AT_A_TIME) {
  using dir = tree();
  const part = await compareMutatedLibraries(python, dir.root, from, Math.min(AT_A_TIME, first + count - from));
  for (const [status, n] of Object.entries(part.statuses)) statuses[status] = (statuses[status] ?? 0) + n;
  disagreements.push(...part.disagreements);
}
console.log(`${count} libraries: ${JSON.stringify(statuses)}`);
for (const line of disagreements) console.log(line);
process.exitCode = disagreements.length > 0 ? 1 : 0;

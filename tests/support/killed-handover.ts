/** Run as a program: hands one torrent over and kills itself before or after the n-th write of the journal. */
import { readFileSync } from "node:fs";
import { HandoverWorld, verifiedResult } from "./handover-world.ts";
import { Tree } from "./tree.ts";

const [root = "", address = "", count = "", when = ""] = process.argv.slice(2);

let writes = 0;
const results = [1, 2].map((number) => {
  const paths = [0, 1].map((file) => `${root}/library/Show_${number}/renamed ${file}.bin`);
  return verifiedResult(new Uint8Array(readFileSync(`${root}/${number}.torrent`)), paths);
});
await new HandoverWorld(new Tree(root)).run(results, address, { rechecks: true }, (at) => {
  if (at === "before") writes++;
  if (writes === Number(count) && at === when) process.kill(process.pid, "SIGKILL");
});
process.stdout.write(String(writes));

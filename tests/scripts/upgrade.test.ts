import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { upgrade } from "../../scripts/upgrade.ts";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";
import { tree } from "../support/tree.ts";

// The short form of `bun run upgrade`, with the stored database of an older version.
test(
  "the compiled program brings an old database up to date with every row, in no more than twice its space",
  async () => {
    using dir = tree();
    const old = gunzipSync(readFileSync(join(import.meta.dir, "../support/version-7.db.gz")));
    const path = dir.write("data/reseeder.db", old);
    const { rows, lost, notKept, kept, before, peak } = await upgrade(path, await binary());
    expect([rows["torrents"], rows["locations"], rows["tokens"], rows["settings"]]).toEqual([6, 5, 2, 31]);
    expect([lost, notKept, kept.length]).toEqual([{}, {}, 1]);
    // Besides, the log of a database so small is larger than itself.
    expect(peak - before).toBeLessThan(before + 1_000_000);
  },
  BUILD_TIMEOUT,
);

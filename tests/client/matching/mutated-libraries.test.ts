import { expect } from "bun:test";
import { libtorrentPython } from "../../support/libtorrent.ts";
import { compareMutatedLibraries } from "../../support/mutated-libraries.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { tree } from "../../support/tree.ts";

const python = libtorrentPython();

// `bun scripts/mutated-libraries.ts` compares 2,000.
testWith(python !== null, "python3-libtorrent")(
  "60 damaged libraries: our verdict is libtorrent's own check, and no file has changed",
  async () => {
    using dir = tree();
    const { statuses, disagreements } = await compareMutatedLibraries(python as string, dir.root, 1, 60);
    expect(disagreements).toEqual([]);
    expect(Object.keys(statuses).sort()).toEqual(expect.arrayContaining(["near", "partial", "ready"]));
  },
  TEST_TIMEOUT_MS,
);

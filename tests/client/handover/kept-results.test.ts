import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { KeptResults } from "../../../src/client/handover/kept-results.ts";
import type { MatchResult } from "../../../src/client/match-result.ts";
import { verifiedResult } from "../../support/handover-world.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

test("what waits for its client comes back as it was, with bytes of paths and all bits of inodes", () => {
  using dir = tree();
  const whole = dir.write("a.bin", new Uint8Array(100_000));
  const first = verifiedResult(
    buildTorrent({
      name: "x",
      files: [
        { path: "a", length: 100_000 },
        { path: "b", length: 9 },
      ],
    }),
    [whole, null],
  );
  const stat = {
    dev: 2n ** 63n + 1n,
    ino: 2n ** 64n - 1n,
    size: 9n,
    mtimeNs: -1n,
    ctimeNs: 1_700_000_000_123_456_789n,
  };
  const [file] = first.files;
  const second: MatchResult = {
    ...verifiedResult(buildTorrent({ name: "y", files: [{ path: "c", length: 9 }], version: "hybrid" }), [null]),
    ...{ seeders: null, reason: "why", status: "partial" },
    files: [{ ...(file as NonNullable<typeof file>), path: "/caf\udce9 \u{1f600}", stat }],
  };
  {
    using kept = new KeptResults(dir.path("state.db"));
    kept.add(first);
    kept.add(second);
    expect(kept.length).toBe(2);
    for (let time = 0; time < 2; time++) {
      const again = [...kept];
      expect(again.map(beside)).toEqual([first, second].map(beside));
      expect(again.map(({ torrent }) => torrent.bytes)).toEqual([first.torrent.bytes, second.torrent.bytes]);
      expect(again.map(({ torrent }) => torrent.infoHashV2)).toEqual([null, second.torrent.infoHashV2]);
      expect(again[1]?.torrent.metainfo.files).toEqual(second.torrent.metainfo.files);
    }
  }
  expect(readdirSync(dir.root).filter((name) => name.includes("spool"))).toEqual([]);
});

/** All but the torrent, and of each file what tells it from another. */
function beside({ torrent: _, files, ...rest }: MatchResult) {
  const told = files.map(({ stat, ...file }) => {
    return { ...file, stat: stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs] };
  });
  return { ...rest, files: told };
}

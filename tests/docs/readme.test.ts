import { expect } from "bun:test";
import { join } from "node:path";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { CompiledServe } from "../support/compiled-serve.ts";
import { testWith } from "../support/needs.ts";
import { buildTorrent } from "../support/torrent-builder.ts";
import { tree } from "../support/tree.ts";

const README = join(import.meta.dir, "../../README.md");

testWith(Bun.which("jq") !== null && Bun.which("curl") !== null, "jq or curl")(
  "the first request in README.md finds the reader's own first torrent",
  async () => {
    const request = (await Bun.file(README).text()).match(/^reseeder torrents show .*$/m)?.[0] ?? "";
    using dir = tree();
    const spec = { name: "Night.Train.S01", files: [{ path: "E01.mkv", length: 70_000 }], pieceLength: 16_384 };
    dir.write("torrents/1.torrent", buildTorrent(spec));
    const program = await binary();
    await runProgram(program, ["scan", "torrents"], { cwd: dir.root });
    await using serve = await CompiledServe.start(dir.path("reseeder.db"), dir.root);
    const script = request.replace(/^reseeder/, program).replace("127.0.0.1:8080", new URL(serve.url).host);
    const { out } = await runProgram("sh", ["-c", script], { cwd: dir.root });
    expect(JSON.parse(out)).toMatchObject({
      status: "ok",
      matched_torrents: [{ torrent_id: 1, name: "Night.Train.S01", coverage: { files: 1, of_files: 1 } }],
    });
  },
  BUILD_TIMEOUT,
);

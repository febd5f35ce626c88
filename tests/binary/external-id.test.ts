import { expect, setDefaultTimeout, test } from "bun:test";
import bencode from "bencode";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { CompiledServe } from "../support/compiled-serve.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { tree } from "../support/tree.ts";

setDefaultTimeout(BUILD_TIMEOUT);

test("the id in a file's name comes back beside torrent_id, and in the comment", async () => {
  using dir = tree({
    "torrents/4711.torrent": plainTorrent("Movie.mkv", 7),
    "torrents/x.torrent": plainTorrent("Other.mkv", 8),
  });
  const program = await binary();
  const reseeder = (...words: string[]) => runProgram(program, words, { cwd: dir.root });
  expect((await reseeder("scan", "torrents")).code).toBe(0);
  await reseeder("settings", "set", "announce_urls", "https://t.example/{passkey}/announce");
  await reseeder("settings", "set", "comment_url", "https://t.example/torrents/{id}");
  await using serve = await CompiledServe.start("reseeder.db", dir.root);
  const files = [
    { name: "Movie.mkv", size: 7 },
    { name: "Other.mkv", size: 8 },
  ];
  const { said } = await serve.post("/match/phase1", { files, passkey: "feedfacefeedfacefeedfacefeedface" });
  const found = said.matched_torrents.map((torrent: Record<string, string>) => {
    const { comment } = bencode.decode(Buffer.from(torrent["torrent_file"] ?? "", "base64"));
    return [torrent["name"], torrent["external_id"], comment && new TextDecoder().decode(comment)];
  });
  expect(found.sort()).toEqual([
    ["Movie.mkv", "4711", "https://t.example/torrents/4711"],
    ["Other.mkv", null, undefined],
  ]);
});

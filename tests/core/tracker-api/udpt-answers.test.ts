import { expect, test } from "bun:test";
import { countUdptPeers, readUdptPage } from "../../../src/core/tracker-api/udpt-answers.ts";

const HASH = "722fe65b2aa26d14f35b4ad627d20236e481d924";
const peer = (ip: string, left: number, event = "Started") => [
  { id: "2d4c", client: "libtorrent" },
  { ip, uploaded: 0, downloaded: 0, left, event, updated: 26157 },
];

test("a swarm is counted by its peers: who stopped is gone, and one address is one", () => {
  const peers = [
    peer("127.0.0.1:21180", 0),
    peer("127.0.0.1:21180", 0),
    peer("127.0.0.1:21180", 5),
    peer("127.0.0.1:21181", 0, "Stopped"),
    peer("127.0.0.1:21150", 0, "Completed"),
    peer("127.0.0.1:21151", 9, "None"),
  ];
  expect(countUdptPeers({ info_hash: HASH, seeders: 0, leechers: 4294967295, peers })).toEqual({
    seeders: 2,
    leechers: 1,
  });
  expect(countUdptPeers({ info_hash: HASH, seeders: 0, leechers: 0 })).toBeNull();
  expect(countUdptPeers({ peers: [[{}, { ip: "a", left: "0" }]] })).toBeNull();
});

test("a page with a torrent whose flag or hash is none is no page", () => {
  const torrent = { info_hash: HASH.toUpperCase(), is_flagged: true, completed: 0, seeders: 2, leechers: 4294967295 };
  expect(readUdptPage([torrent])).toMatchObject([{ hash: HASH, isFlagged: true, hasPeers: true }]);
  expect(readUdptPage([{ ...torrent, seeders: 0, leechers: 0 }])).toMatchObject([{ hasPeers: false }]);
  expect(readUdptPage([])).toEqual([]);
  for (const wrong of [{ is_flagged: 0 }, { is_flagged: undefined }, { info_hash: "abc" }, { info_hash: 5 }]) {
    expect(readUdptPage([{ ...torrent, ...wrong }])).toBeNull();
  }
  expect(readUdptPage({ torrents: [torrent] })).toBeNull();
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const COUNT = 500;
const TORRENTS = Object.fromEntries(
  Array.from({ length: COUNT }, (_, n) => {
    const outer = { comment: "x".repeat(8_000) };
    return [`${n}.torrent`, plainTorrent(`t${n}`, 7, { outer })];
  }),
);

test("a takedown between the first and the last of 500 torrents keeps back all that have not left", async () => {
  using served = new Served(TORRENTS);
  const body = JSON.stringify({ files: [{ size: 7 }] });
  const request = new Request("http://tracker.example/match/phase2", { method: "POST", body });
  const response = await served.app.handle(request, { peer: null });
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let sentAtTakedown = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || !value) break;
    chunks.push(value.slice());
    if (chunks.length > 1) continue;
    const text = Buffer.concat(chunks).toString();
    // A client that is slow is waited for between two torrents, not with half of the next one.
    expect(text).toEndWith('"}');
    sentAtTakedown = text.split('"torrent_id"').length - 1;
    withStore(served, (store) =>
      store.write((writer) => {
        for (let id = 1; id <= COUNT; id++) writer.changeState(id, STATE.WITHHELD, 0);
      }),
    );
  }
  const said = JSON.parse(Buffer.concat(chunks).toString());
  expect(said.matched_torrents_count).toBe(COUNT);
  // What stood in the buffer had left; nothing after it does.
  expect(said.matched_torrents.length).toBeGreaterThanOrEqual(sentAtTakedown);
  expect(said.matched_torrents.length).toBeLessThan(sentAtTakedown + 60);
  expect(sentAtTakedown).toBeLessThan(60);
  expect(said.skipped_torrents).toBe(0);
});

import { describe, expect, test } from "bun:test";
import type { TorrentState } from "../../../src/client/clients/client.ts";
import { awaitSeeding } from "../../../src/client/handover/await-seeding.ts";
import { steppedWaiting } from "../../support/stepped-waiting.ts";

const WHOLE = { size: 1000, left: 0, downloaded: 0, problem: "" };
const PART = { ...WHOLE, left: 400 };
const seeding: TorrentState = { ...WHOLE, phase: "seeding" };
const checking: TorrentState = { ...PART, phase: "checking" };
const stopped: TorrentState = { ...WHOLE, phase: "stopped" };

/** What came of a client that says these, the last one for ever; how often it was asked, and how long was waited. */
async function outcome(states: TorrentState[], isPartial = false) {
  const waiting = steppedWaiting();
  let asked = 0;
  const look = async () => states[Math.min(asked++, states.length - 1)] as TorrentState;
  const { state, isStarted } = await awaitSeeding(waiting, look, isPartial);
  return { phase: state.phase, isStarted, asked, waited: waiting.now() };
}

describe("a torrent", () => {
  test.each([
    ["that is whole and seeds", seeding, false, true],
    ["that waits for its turn to seed", { ...WHOLE, phase: "waiting" }, false, true],
    ["that lacks something and is to", { ...PART, phase: "seeding" }, true, true],
    ["that downloads what it is to", { ...PART, phase: "downloading" }, true, true],
    ["that downloads what it is not to", { ...PART, phase: "downloading" }, false, false],
  ] as [string, TorrentState, boolean, boolean][])(
    "%s is known for what it is at once",
    async (_, state, isPartial, isStarted) => {
      expect(await outcome([state], isPartial)).toEqual({ phase: state.phase, isStarted, asked: 1, waited: 0 });
    },
  );

  test("that is read once more is waited for, however long it takes", async () => {
    const { isStarted, waited } = await outcome([stopped, ...Array(1000).fill(checking), stopped, seeding]);
    expect([isStarted, waited]).toEqual([true, 1002 * 250]);
  });

  test.each<TorrentState>([
    stopped,
    { ...PART, phase: "seeding" },
    { ...WHOLE, phase: "downloading" },
    { ...PART, phase: "missing" },
    { ...PART, phase: "error" },
  ])("that stays as %j is given up after a minute", async (state) => {
    expect(await outcome([state])).toEqual({ phase: state.phase, isStarted: false, asked: 242, waited: 60_250 });
  });
});

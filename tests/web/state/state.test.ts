import { describe, expect, test } from "bun:test";
import type { FoundTorrent } from "../../../src/web/engine/messages.ts";
import { START, type State, shown, update } from "../../../src/web/state/state.ts";

const torrent = (name: string, more: Partial<FoundTorrent> = {}): FoundTorrent => ({
  ...{ infoHash: name, name, status: "ready", reason: null, seeders: 1, size: 10, found: 1, of: 1, renamed: 0 },
  ...more,
});

function after(...found: FoundTorrent[]): State {
  return found.reduce(
    (state, each) => update(state, { type: "news", news: { type: "found", torrent: each }, now: 0 }),
    update(START, { type: "start" }),
  );
}

const names = (state: State) => shown(state).map(({ name }) => name);

describe("the list", () => {
  const all = after(
    torrent("one seeder", { seeders: 1 }),
    torrent("unknown", { seeders: null }),
    torrent("dead", { seeders: 0 }),
    torrent("dead and large", { seeders: 0, size: 99 }),
    torrent("near", { status: "near", seeders: 0 }),
    torrent("partial", { status: "partial", seeders: 0 }),
  );

  test("has what is ready first, among it the dead, then those of which nothing is known", () => {
    expect(names(all)).toEqual(["dead and large", "dead", "unknown", "one seeder", "partial", "near"]);
  });

  test("is filtered and sorted as the user says", () => {
    const only = (what: "ready" | "dead") => update(all, { type: "only", what, on: true });
    expect(names(only("ready"))).not.toContain("near");
    expect(names(only("dead"))).toEqual(["dead and large", "dead", "partial", "near"]);
    expect(names(update(all, { type: "filter", text: " DEAD " }))).toEqual(["dead and large", "dead"]);
    expect(names(update(all, { type: "sort", by: "name" }))[0]).toBe("dead");
    expect(names(update(all, { type: "sort", by: "size" }))[0]).toBe("dead and large");
  });

  test("has what is ready marked, and nothing else", () => {
    expect([...all.selected].sort()).toEqual(["dead", "dead and large", "one seeder", "unknown"]);
    const fewer = update(all, { type: "select", infoHashes: ["dead", "unknown"], on: false });
    expect([...fewer.selected].sort()).toEqual(["dead and large", "one seeder"]);
  });
});

test("problems are kept up to a number and counted beyond", () => {
  let state = START;
  for (let i = 0; i < 105; i++) {
    state = update(state, { type: "news", news: { type: "problem", message: `${i}` }, now: 0 });
  }
  expect([state.problems.length, state.moreProblems]).toEqual([100, 5]);
});

test("a new run forgets the torrents of the last one and keeps the folder", () => {
  const state = update({ ...after(torrent("a")), files: 3, bytes: 9 }, { type: "start" });
  expect([state.torrents, state.files, state.bytes, state.step]).toEqual([[], 3, 9, "running"]);
});

test("a listing that ends after the user went back does not bring its folder back", () => {
  const walked = { type: "news", news: { type: "walked", files: 3, bytes: 9 }, now: 0 } as const;
  expect(update(update(START, { type: "walk" }), walked).step).toBe("ready");
  expect(update(update(update(START, { type: "walk" }), { type: "reset" }), walked)).toEqual(START);
});

test("a server that does not answer is a problem, and known until the next run", () => {
  const news = { type: "unanswered", message: "nothing answers", status: null } as const;
  const state = update(START, { type: "news", news, now: 0 });
  expect([state.problems, state.unanswered]).toEqual([["nothing answers"], { status: null }]);
  expect(update(state, { type: "start" }).unanswered).toBeNull();
  const again = update({ ...state, files: 3, bytes: 9 }, { type: "retry" });
  expect([again.step, again.files, again.bytes, again.unanswered]).toEqual(["ready", 3, 9, null]);
});

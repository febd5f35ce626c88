import { Database } from "bun:sqlite";
import { readFileSync, statSync } from "node:fs";
import type { RequestRow } from "../../src/store/people/requests.ts";
import type { Store } from "../../src/store/store.ts";

/** What stands in every row of a user, and in nothing else. */
export const NEEDLES = ["needle-user", "needle-client", "needle-body", "needle-token", "needle-early"] as const;

const AT = 1_700_000_000_000;

/** Rows of every kind that says something of users, `count` of each, a minute apart. */
export function fillUserData(store: Store, { count = 50, at = AT, user = "needle-user" } = {}): void {
  store.write(() => {
    for (let i = 0; i < count; i++) {
      const when = at + i * 60_000;
      const userId = `${user}-${i}`;
      store.requests.append([request(when, userId, "needle-client")], 1_000_000);
      const match = { at: when, userId, tier: "name" as const, filesAsked: 1, filesMatched: 0, torrentIds: [] };
      store.requests.appendMatches([match], 1_000_000);
      const body = JSON.stringify({ user_id: userId, note: "needle-body" });
      store.reports.add({ at: when, userId, client: "needle-client", body, confirmed: [], rejected: [] }, 1 << 30);
      store.history.add([{ userId, infoHash: new Uint8Array(20).fill(i), at: when }], "import");
      store.handOuts.append(userId, [(i % 5) + 1], when);
      const name = `needle-token-${Bun.hash(user)}-${i}`;
      const hash = new Bun.CryptoHasher("sha256").update(name).digest();
      store.tokens.add({ name, hash, scopes: ["match"], createdAt: when, expiresAt: when });
    }
  });
}

/** Bytes of rows that were there once and are deleted, as a program leaves them that does not overwrite. */
export function leaveTraces(path: string): void {
  const database = new Database(path);
  database.run("PRAGMA secure_delete = OFF");
  database.run(`INSERT INTO hand_outs (at, identity, torrent_id)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    SELECT 1, 'needle-early-' || i, 1 FROM n`);
  database.run("DELETE FROM hand_outs WHERE identity LIKE 'needle-early-%'");
  database.close();
}

function request(at: number, userId: string, client: string): RequestRow {
  return {
    ...{ at, method: "POST", path: "/match/phase1", status: 200, durationUs: 1, bytesIn: 1, bytesOut: 1 },
    ...{ client, userId, files: 1, torrents: 0, error: null },
  };
}

/** Which of the words stand anywhere in the bytes of a database and of the files beside it. */
export function found(path: string, words: readonly string[]): string[] {
  const files = ["", "-wal", "-shm", "-journal"].map((suffix) => `${path}${suffix}`);
  const bytes = files.filter((file) => statSync(file, { throwIfNoEntry: false })).map((file) => readFileSync(file));
  return words.filter((word) => bytes.some((each) => each.includes(word)));
}

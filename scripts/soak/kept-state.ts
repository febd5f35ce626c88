import { Database } from "bun:sqlite";
import bencode from "bencode";
import { infoHashOf } from "./folder.ts";
import type { Holdings } from "./holdings.ts";

/** What has to be in a database in the end, by those who put it there. */
export interface Kept {
  holdings: Holdings;
  /** `user info-hash` of lines of histories, as they were written. */
  history: ReadonlySet<string>;
  /** How often each torrent was confirmed at most. */
  confirmed: ReadonlyMap<string, number>;
  /** Torrents that may have been handed to a user. */
  handed: ReadonlySet<string>;
  /** Revivals of which somebody was told. */
  revived: number;
}

/** What is wrong with what was put in, counted and handed out; read with nothing of the program's own. */
export function checkKept(path: string, kept: Kept): string[] {
  const database = new Database(path, { readonly: true });
  try {
    const values = <T>(sql: string) => database.query<T, []>(sql).values() as unknown[][];
    return [
      ...totals(values),
      ...torrents(values, kept),
      ...history(values, kept),
      ...revivals(values, kept),
      // One of other work, whose holder was killed, has expired and waits for the next process that does it.
      ...values("SELECT name, pid FROM leases WHERE expires_at > 0 OR name IN ('backup', 'scrape')").map(
        ([name, pid]) => `the lease ${name} is still held by process ${pid}`,
      ),
      ...values("SELECT torrent_id FROM unindexed").map(([id]) => `the torrent ${id} cannot be found by its files`),
    ];
  } finally {
    database.close();
  }
}

type Values = (sql: string) => unknown[][];

function totals(values: Values): string[] {
  const names = ["torrents", "files", "payload", "missing", "flagged", "removed", "dead", "counted"];
  const [said] = values(`SELECT ${names.join(", ")} FROM totals`);
  const offered = { n: 0, files: 0, payload: 0, dead: 0, counted: 0 };
  const off = { missing: 0, flagged: 0, removed: 0 };
  for (const [state, files, payload, seeders] of values(
    "SELECT state, file_count, payload_size, seeders FROM torrents",
  )) {
    if (state === 0) {
      offered.n++;
      offered.files += Number(files);
      offered.payload += Number(payload);
      if (seeders === 0) offered.dead++;
      if (seeders !== null) offered.counted++;
    } else if (Number(state) >= 4) off.removed++;
    else if (Number(state) >= 2) off.flagged++;
    else off.missing++;
  }
  const { n, files, payload, dead, counted } = offered;
  const right = [n, files, payload, off.missing, off.flagged, off.removed, dead, counted];
  return names.flatMap((name, i) =>
    said?.[i] === right[i] ? [] : [`totals.${name} is ${said?.[i]}, not ${right[i]}`],
  );
}

/** States, external ids and bytes of everything that was put in. */
function torrents(values: Values, { holdings }: Kept): string[] {
  const faults: string[] = [];
  const rows = new Map(
    values(
      `SELECT lower(hex(info_hash_v1)), id, state, external_id, external_id_given, bytes, info_offset
       FROM torrents LEFT JOIN stored_torrents ON torrent_id = id`,
    ).map(([hash, ...rest]) => [String(hash), rest]),
  );
  for (const { infoHash, id, externalId, flagged, removed } of holdings.pushed.values()) {
    const [row, state, external, given, bytes] = rows.get(infoHash) ?? [];
    if (row === undefined || (id !== null && row !== id))
      faults.push(`${infoHash}, put in as ${id}, has the id ${row}`);
    if (Boolean(Number(state) & 2) !== flagged || Boolean(Number(state) & 4) !== removed) {
      faults.push(
        `${infoHash} has the state ${state} (${flagged ? "" : "not "}flagged, ${removed ? "" : "not "}removed)`,
      );
    }
    if (externalId !== null && (external !== externalId || given !== 1)) {
      faults.push(`${infoHash} has the external id ${external}, not ${externalId}`);
    }
    if (removed === Boolean(bytes)) faults.push(`${infoHash} is ${removed ? "removed and" : "not"} stored`);
  }
  for (const [hash, [, , , , bytes, offset]] of rows) {
    if (bytes && !hasHash(Buffer.from(bytes as Uint8Array), Number(offset), hash))
      faults.push(`the bytes of ${hash} are others`);
  }
  return faults;
}

/** By another reader than our own. */
function hasHash(bytes: Buffer, offset: number, hash: string): boolean {
  const { info } = bencode.decode(bytes);
  const encoded = Buffer.from(bencode.encode(info));
  return infoHashOf(bytes) === hash && bytes.subarray(offset, offset + encoded.length).equals(encoded);
}

function history(values: Values, { history, handed }: Kept): string[] {
  const key = values("SELECT value FROM secrets WHERE name = 'user_key'")[0]?.[0] as Uint8Array;
  const nameOf = (user: string) => `u_${new Bun.CryptoHasher("sha256", key).update(user).digest("hex").slice(0, 20)}`;
  const rows = values("SELECT user_id, lower(hex(info_hash)), source FROM history");
  const there = new Set(rows.map(([user, hash]) => `${user},${hash}`));
  const lost = [...history].filter((line) => {
    const [user = "", hash = ""] = line.split(",");
    return !there.has(line) && !there.has(`${nameOf(user)},${hash}`);
  });
  const claimed = rows.filter(([, hash, source]) => source === "report" && !handed.has(String(hash)));
  const out = values("SELECT lower(hex(info_hash_v1)) FROM hand_outs LEFT JOIN torrents ON torrents.id = torrent_id");
  return [
    ...(lost.length > 0 ? [`${lost.length} of ${history.size} lines of history are lost`] : []),
    ...claimed.map(([user, hash]) => `the history of ${user} has ${hash}, which was never handed out`),
    ...out
      .filter(([hash]) => !handed.has(String(hash)))
      .map(([hash]) => `${hash} stands among the hand-outs and was none`),
  ];
}

function revivals(values: Values, { confirmed, revived }: Kept): string[] {
  const rows = values(
    "SELECT lower(hex(info_hash_v1)), count(*) FROM revivals LEFT JOIN torrents ON torrents.id = torrent_id GROUP BY 1",
  );
  const count = rows.reduce((sum, [, n]) => sum + Number(n), 0);
  const daily = Number(values("SELECT coalesce(sum(revived), 0) FROM daily")[0]?.[0]);
  return [
    ...rows
      .filter(([hash, n]) => Number(n) > (confirmed.get(String(hash)) ?? 0))
      .map(([hash, n]) => `${hash} was revived ${n} times and confirmed ${confirmed.get(String(hash)) ?? 0} times`),
    ...(daily === count ? [] : [`${count} revivals, ${daily} by day`]),
    ...(revived <= count ? [] : [`${revived} revivals were told of, there are ${count}`]),
  ];
}

/** Which torrents have which words, as the database has it; nothing of the program's is asked. */
export function readWords(path: string): string[] {
  const database = new Database(path);
  try {
    database.run("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, instance)");
    const rows = database.query("SELECT term, doc FROM temp.words ORDER BY term, doc").values();
    return rows.map(([term, doc]) => `${doc} ${term}`);
  } finally {
    database.close();
  }
}

/** A copy of a database in which nothing can be found by its words yet. */
export function copyWithoutWords(path: string, to: string): void {
  const database = new Database(path);
  try {
    database.query("VACUUM INTO ?").run(to);
  } finally {
    database.close();
  }
  const copy = new Database(to);
  try {
    copy.run("INSERT INTO search (search) VALUES ('delete-all')");
    copy.run("UPDATE totals SET searchable = 0");
  } finally {
    copy.close();
  }
}

/** Sets a setting as an operator does with SQL, and leaves a line in the request log that is long past. */
export async function change(path: string, key: string, value: number): Promise<void> {
  const database = new Database(path);
  try {
    // Who holds the lock may be this very process, which must not stand still meanwhile.
    while (!attempt(() => changeAt(database, key, value))) await Bun.sleep(20);
  } finally {
    database.close();
  }
}

function changeAt(database: Database, key: string, value: number): void {
  const insert = `INSERT INTO requests (at, method, path, status, duration_us, bytes_in, bytes_out, user_id)
    VALUES (?, 'GET', '/', 200, 1, 1, 1, 'somebody')`;
  database
    .transaction(() => {
      database.query("UPDATE settings SET value = ? WHERE key = ?").run(String(value), key);
      database.query(insert).run(Date.now() - 40 * 86_400_000);
    })
    .immediate();
}

/** False where the database was locked. */
function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("SQLITE_BUSY")) return false;
    throw error;
  }
}

/** Expires all leases of the database at `path`, as a minute would. */
export function expireLeases(path: string): void {
  const database = new Database(path);
  try {
    database.run("UPDATE leases SET expires_at = 0");
  } finally {
    database.close();
  }
}

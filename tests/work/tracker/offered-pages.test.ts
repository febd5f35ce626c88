import { expect, test } from "bun:test";
import type { OfferedRow, Row } from "../../../src/core/tracker/rows.ts";
import { type Connector, connectorOf } from "../../../src/work/tracker/connector.ts";
import { DatabaseFailure } from "../../../src/work/tracker/database-failure.ts";
import { fittingConnector, offeredPages } from "../../../src/work/tracker/offered-pages.ts";
import type { Session } from "../../../src/work/tracker/session.ts";

const env = { RESEEDER_TRACKER_DSN: "mysql://u@localhost/d" };
const connector = (tracker: "unit3d" | "nexusphp") =>
  connectorOf({ tracker, tracker_queries: "", tracker_url: "" }, env) as Connector;
const hash = (i: number) => Buffer.alloc(20, i);

/** A database that answers as told. */
const answering = (answer: (sql: string, values: readonly (string | number)[]) => Row[]) =>
  ({ query: async (sql: string, values: readonly (string | number)[]) => answer(sql, values) }) as unknown as Session;

async function read(
  session: Session,
  pageRows = 3,
  of = connector("unit3d"),
): Promise<{ keys: unknown[]; rows: number; unusable: number }> {
  const counts = { rows: 0, unusable: 0 };
  const keys: unknown[] = [];
  for await (const page of offeredPages(session, of, counts, pageRows))
    keys.push(...page.map((row: OfferedRow) => row.key));
  return { keys, ...counts };
}

const row = (key: number | string): Row => ({
  key,
  info_hash: hash(Number(key) % 200),
  external_id: key,
  seeders: 1,
  leechers: 0,
  added: 1,
});

test("a list goes on to an empty page: a server may cut any page short", async () => {
  const pages = [[1, 2], [5], [7, 8, 9], []];
  const after: unknown[] = [];
  const session = answering((_, values) => {
    after.push(values[0]);
    return (pages.shift() ?? []).map(row);
  });
  expect(await read(session)).toEqual({ keys: [1, 2, 5, 7, 8, 9], rows: 6, unusable: 0 });
  expect(after).toEqual([0, 2, 5, 9]);
});

test("a statement without :after gives the whole list at once", async () => {
  const whole = connector("unit3d");
  whole.statements.offered = { sql: "SELECT 1", parameters: [] };
  expect(
    await read(
      answering(() => [1, 2, 3, 4].map(row)),
      3,
      whole,
    ),
  ).toMatchObject({ keys: [1, 2, 3, 4], rows: 4 });
});

test("rows without an info-hash are counted and are no offer", async () => {
  const pages = [[row(1), { ...row(2), info_hash: null }, { ...row(3), info_hash: "x" }], []];
  expect(await read(answering(() => pages.shift() ?? []))).toEqual({ keys: [1], rows: 3, unusable: 2 });
});

test("a statement that does not move on, or lacks a column, is rejected", async () => {
  await expect(read(answering(() => [row(1)]))).rejects.toThrow(/must be the column compared with :after/);
  await expect(read(answering(() => [{ key: 1, info_hash: hash(1) }]))).rejects.toThrow(
    /external_id, seeders, leechers, added/,
  );
});

test("a database that cannot be asked says nothing of its version", async () => {
  const away = answering(() => {
    throw new DatabaseFailure("TRACKER_UNREACHABLE", "nothing answers there", "closed", null);
  });
  await expect(fittingConnector(away, connector("nexusphp"))).rejects.toThrow("nothing answers there");
});

test("a NexusPHP is an old one only where the server says that all of the new columns are missing", async () => {
  const without = (missing: readonly string[], errno: number) =>
    answering((sql) => {
      const column = missing.find((each) => sql.includes(each));
      if (column !== undefined) throw new DatabaseFailure("TRACKER_SCHEMA", column, "whole", errno);
      return [];
    });
  const title = async (missing: readonly string[], errno = 1054) =>
    (await fittingConnector(without(missing, errno), connector("nexusphp"))).title;
  expect(await title([])).toBe("NexusPHP");
  expect(await title(["approval_status", "price", "pieces_hash"])).toBe("NexusPHP 1.5");
  // A fork that lacks one of them, and an account that may not read them, show nothing that is not approved.
  expect(await title(["approval_status"])).toBe("NexusPHP");
  expect(await title(["approval_status", "price", "pieces_hash"], 1143)).toBe("NexusPHP");
});

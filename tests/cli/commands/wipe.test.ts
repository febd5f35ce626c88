import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { Store } from "../../../src/store/store.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, type RunOptions, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { fillUserData, found, NEEDLES } from "../../support/user-data.ts";

let dir: Tree;

beforeEach(async () => {
  dir = tree({ "t/1.torrent": plainTorrent("one", 1) });
  await run(["scan", "t"], { cwd: dir.root });
  fill();
});

afterEach(() => dir[Symbol.dispose]());

function fill(): void {
  const store = Store.open(dir.path("reseeder.db"));
  fillUserData(store, { count: 3 });
  store.close();
}

const wipe = (words: string, options: Partial<RunOptions> = {}) =>
  run(["wipe", ...words.split(" ")], { cwd: dir.root, ...options });
const typing = (text: string) => ({ interactive: true, terminal: 80, stdin: [Buffer.from(text)] });
const left = () => found(dir.path("reseeder.db"), NEEDLES).length;

describe("wipe asks first", () => {
  test.each(["no\n", "y\n", "\n", "", "reseeder\n"])("and does nothing when %p is typed", async (text) => {
    const before = left();
    const { code, out, err } = await wipe("users", typing(text));
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("  requests   3\n");
    expect(err).toEndWith("Type reseeder.db or yes to continue: Nothing was deleted\n");
    expect(left()).toBe(before);
  });

  test.each(["reseeder.db\n", "yes\n", "yes"])("and goes on when %p is typed", async (text) => {
    const { code, out } = await wipe("users", typing(text));
    expect(code).toBe(0);
    expect(out).toStartWith(`Rows removed in ${dir.path("reseeder.db")}, `);
    expect(left()).toBe(0);
  });

  test("and where nobody can be asked it wants --yes", async () => {
    for (const what of ["users", "everything", "users --older-than 1"]) {
      const { code, err } = await wipe(what, { stdin: [Buffer.from("yes\n")] });
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("Try: Use --yes to confirm.") });
    }
    expect(left()).toBeGreaterThan(0);
  });
});

test("what makes no sense is rejected before anything is done", async () => {
  for (const words of [
    "users --only requests,secrets",
    "users --only history --older-than 5",
    "users --older-than 0",
    "users --older-than 5 --anonymize",
    "users --only requests --anonymize",
    "users --anonymize",
    "nobody",
  ]) {
    expect([words, (await wipe(`${words} --yes`)).code]).toEqual([words, 2]);
  }
  expect((await run(["wipe"], { cwd: dir.root })).code).toBe(2);
  expect((await wipe("users --yes --db none.db")).code).toBe(10);
  expect(left()).toBeGreaterThan(0);
});

test("as JSON it tells rows and copies; backups go when that is said", async () => {
  await run(["backup"], { cwd: dir.root });
  const [backup] = readdirSync(dir.path("backups"));
  const path = dir.path("backups", String(backup));
  const first = await wipe("users --only requests,tokens --yes --json");
  expect(jsonLines(first.out)).toEqual([
    {
      status: "done",
      rows: [
        { kind: "requests", rows: 3 },
        { kind: "tokens", rows: 3 },
      ],
      copies: [{ path, own: true }],
      copies_removed: [],
      problems: [],
      duration_ms: expect.any(Number),
    },
  ]);
  const told = await wipe("users --yes");
  expect(told.out).toContain(`These backups still contain all data. --backups deletes them:\n  ${path}\n`);
  expect(existsSync(path)).toBe(true);
  expect(jsonLines((await wipe("users --yes --backups --json")).out)).toMatchObject([{ copies_removed: [path] }]);
  expect(existsSync(path)).toBe(false);
});

test("everything is gone, and the next scan begins anew with other ids", async () => {
  await run(["settings", "set", "backup_keep", "3"], { cwd: dir.root });
  const { code, out } = await wipe("everything", typing("reseeder.db\n"));
  expect([code, out]).toEqual([0, expect.stringMatching(/reseeder\.db is empty, /)]);
  expect(readdirSync(dir.root).sort()).toEqual(["reseeder.db", "t"]);
  const { settings } = Store.open(dir.path("reseeder.db"), { readonly: true }).settings.read();
  expect(settings.backup_keep).toBe(7);
  const { out: scanned } = await run(["scan", "t", "--json"], { cwd: dir.root });
  expect(jsonLines(scanned).at(-1)).toMatchObject({ type: "done", added: 1 });
});

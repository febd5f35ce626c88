import { expect, test } from "bun:test";
import { restoreLines } from "../../../../src/tui/tabs/backup/restore-lines.ts";

const NOTHING = { torrents: 0, requests: 0, reports: 0, paths: [], settings: [], holders: [] };
const FILE = "/srv/backups/reseeder-20261120T161500Z.db";

test("what a restore takes away is named, thing by thing", () => {
  const plan = { ...NOTHING, torrents: 2_000, reports: 1, paths: ["/srv/new"], settings: ["backup_keep"] };
  expect(restoreLines(plan, FILE, 0, 3 * 3_600_000)).toEqual([
    "reseeder-20261120T161500Z.db, made 3 h ago, replaces the database.",
    "",
    "This loses:",
    "  2,000 torrents added since, which the next scan adds again",
    "  1 report stored since",
    "  the scan path /srv/new",
    "  the current value of backup_keep",
    "",
    "The old database is kept next to it under another name. No ID is reused.",
  ]);
});

test("nothing to lose is said too, and so is who else has the database open", () => {
  const lines = restoreLines({ ...NOTHING, holders: [{ pid: 7, name: "reseeder" }] }, FILE, 0, 5_000);
  expect(lines[2]).toBe("Nothing is lost: nothing has changed since.");
  expect(lines.at(-1)).toBe("In use by reseeder (7); it continues with the restored contents.");
});

import { expect, test } from "bun:test";
import type { RequestRow } from "../../../src/store/people/requests.ts";
import { Store } from "../../../src/store/store.ts";
import { makeBackup } from "../../../src/work/backup/backup.ts";
import { restorePlan } from "../../../src/work/backup/restore-plan.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const REQUEST: RequestRow = {
  at: 1,
  method: "GET",
  path: "/health",
  status: 200,
  durationUs: 1,
  bytesIn: 0,
  bytesOut: 1,
  client: null,
  userId: null,
  files: null,
  torrents: null,
  error: null,
};

test("a plan names what came since the backup, and a restore of a copy of now loses nothing", async () => {
  using folder = tree();
  const path = folder.path("reseeder.db");
  const store = Store.open(path, { create: true });
  const log = (count: number) => store.write(() => store.requests.append(Array(count).fill(REQUEST), 100));
  const report = () =>
    store.write(() =>
      store.reports.add({ at: 1, userId: null, client: null, body: "{}", confirmed: [], rejected: [] }, 1_000),
    );
  addTorrent(store, plainTorrent("a", 10));
  log(90);
  report();
  const back = () => makeBackup({ path, folder: null, keep: null, run: null }, () => {}, new AbortController().signal);
  const { file } = await back();
  expect(restorePlan(store, file)).toEqual({
    torrents: 0,
    requests: 0,
    reports: 0,
    paths: [],
    settings: [],
    holders: [],
  });
  addTorrent(store, plainTorrent("b", 20));
  addTorrent(store, plainTorrent("c", 30));
  // More than the log keeps: those that were trimmed are lost all the same.
  log(40);
  report();
  registerRoots(store, [folder.folder("new")], 1);
  store.write(() => store.settings.write("backup_keep", 3));
  expect(restorePlan(store, file)).toEqual({
    torrents: 2,
    requests: 40,
    reports: 1,
    paths: [folder.path("new")],
    settings: ["backup_keep"],
    holders: [],
  });
  store.close();
});

import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { fileKey } from "../../../src/core/content/names.ts";
import { Store } from "../../../src/store/store.ts";
import { finishNames } from "../../../src/work/scan/finish-names.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

test("torrents that were there before get the postings of further names, from the next scan on", async () => {
  using dir = tree();
  for (let i = 0; i < 250; i++) dir.write(`root/${i}.torrent`, plainTorrent(`t${i}`, [[`What? ${i}.mkv`, 1_000 + i]]));
  await run(["scan", "root"], { cwd: dir.root });
  const path = dir.path("reseeder.db");
  const rows = () => {
    const database = new Database(path, { readonly: true });
    const found = database.query("SELECT * FROM name_index ORDER BY key, torrent_id").values();
    database.close();
    return found;
  };
  /** As the version before left it: with the own names' postings alone. */
  const age = () => {
    const database = new Database(path);
    for (let i = 0; i < 250; i++) {
      database.run("DELETE FROM name_index WHERE key = ?", [fileKey(`What_ ${i}.mkv`, 1_000 + i)]);
    }
    database.run("UPDATE totals SET further_names_until = (SELECT max(id) FROM torrents)");
    database.close();
  };
  const whole = rows();
  expect(whole.length).toBe(500);
  age();
  expect(rows().length).toBe(250);
  const store = Store.open(path);
  const stopped = new AbortController();
  stopped.abort();
  await finishNames(store, stopped.signal);
  expect(store.torrents.withoutFurtherNames(1_000).length).toBe(250);
  await finishNames(store);
  expect(store.torrents.withoutFurtherNames(1_000)).toEqual([]);
  store.close();
  expect(rows()).toEqual(whole);
  age();
  await run(["scan", "root"], { cwd: dir.root });
  expect(rows()).toEqual(whole);
});

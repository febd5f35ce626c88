import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { checkStored } from "../../../src/work/doctor/check-stored.ts";
import type { Finding } from "../../../src/work/observe/finding.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

test("stored torrents are counted, and one that was damaged is named", async () => {
  using dir = tree();
  const path = dir.path("reseeder.db");
  const look = async (full: boolean): Promise<Finding[]> => {
    const store = Store.open(path, { readonly: true });
    try {
      return await Array.fromAsync(checkStored(store, full));
    } finally {
      store.close();
    }
  };
  for (let i = 0; i < 300; i++) dir.write(`in/${String(i).padStart(3, "0")}.torrent`, plainTorrent(`t${i}`, i + 1));
  Store.open(path, { create: true }).close();
  expect(await look(true)).toEqual([]);
  await run(["torrents", "import", "in"], { cwd: dir.root });
  const said = async (full: boolean) => (await look(full)).map(({ severity, what }) => `${severity}: ${what}`);
  expect(await said(true)).toEqual([expect.stringMatching(/^ok: 300 stored torrents in .* KiB; all match their/)]);
  expect(await said(false)).toEqual([expect.stringMatching(/the newest 200 match their info-hashes$/)]);
  const damage = (id: number) => {
    const database = new Database(path);
    database.run(
      "UPDATE stored_torrents SET bytes = CAST(replace(bytes, 'pieces', 'pieced') AS BLOB) WHERE torrent_id = ?",
      [id],
    );
    database.close();
  };
  damage(5);
  expect(await said(false)).toEqual([expect.stringContaining("ok: ")]);
  expect(await said(true)).toEqual([
    expect.stringMatching(/^error: 1 of 300 stored torrents .* such as [0-9a-f]{40}$/),
  ]);
  damage(120);
  expect(await said(false)).toEqual([expect.stringContaining("error: 1 of 200 ")]);
});

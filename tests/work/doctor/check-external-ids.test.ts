import { expect, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { checkExternalIds } from "../../../src/work/doctor/check-external-ids.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

test("an id of the tracker that two torrents have is named with both", async () => {
  using dir = tree();
  const look = () => {
    const store = Store.open(dir.path("reseeder.db"), { readonly: true });
    const said = [...checkExternalIds(store)].map(({ severity, what }) => `${severity}: ${what}`);
    store.close();
    return said;
  };
  dir.write("root/a.torrent", plainTorrent("a", 1));
  await run(["scan", "root"], { cwd: dir.root });
  expect(look()).toEqual([]);
  dir.write("root/17.torrent", plainTorrent("b", 2));
  await run(["scan", "root"], { cwd: dir.root });
  expect(look()).toEqual(["ok: 1 tracker ID, each with one torrent"]);
  dir.write("root/x/17.torrent", plainTorrent("c", 3));
  await run(["scan", "root"], { cwd: dir.root });
  expect(look()).toEqual(['warning: 1 tracker ID belongs to several torrents: 17 to id:2 "b" and id:3 "c"']);
});

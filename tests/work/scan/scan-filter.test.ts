import { expect, test } from "bun:test";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

test("a torrent moved into a folder that is left out is off offer; settings say what is looked at", async () => {
  using dir = tree();
  for (const name of ["a", "b", "c"]) dir.write(`root/${name}.torrent`, plainTorrent(name, name.charCodeAt(0)));
  dir.write("root/#recycle/d.torrent", plainTorrent("d", 4));
  dir.write("root/e.dat", plainTorrent("e", 5));
  const scan = async () =>
    JSON.parse((await run(["scan", "root", "--json"], { cwd: dir.root })).out.trim().split("\n").at(-1) ?? "");
  expect(await scan()).toMatchObject({ found: 3, added: 3 });
  dir.write("root/#recycle/a.torrent", plainTorrent("a", 97));
  dir.remove("root/a.torrent");
  expect(await scan()).toMatchObject({ found: 2, missing: 1 });
  await run(["settings", "set", "scan_include", "*.torrent, *.dat"], { cwd: dir.root });
  await run(["settings", "set", "scan_exclude", ""], { cwd: dir.root });
  expect(await scan()).toMatchObject({ found: 5, added: 2, returned: 1 });
});

import { expect, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { storedUserId } from "../../../src/work/users/user-name.ts";
import { addTorrent } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

test.each(["0", "1"])("shows what went to whom, with anonymize_users = %s", async (anonymize) => {
  using dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  const [one = 0, two = 0] = [1, 2].map((size) => addTorrent(store, plainTorrent(`t${size}`, size)));
  store.write(() => store.settings.write("anonymize_users", anonymize));
  const alice = storedUserId(store, "alice") ?? "";
  store.write(() => {
    store.handOuts.append(alice, [one, two], 1_000);
    store.handOuts.append("bob", [two], 2_000);
  });
  store.close();
  const cwd = dir.root;
  expect(alice === "alice").toBe(anonymize === "0");
  const ofAlice = await run(["hand-outs", "--user", "alice", "--json"], { cwd });
  expect(jsonLines(ofAlice.out).map(({ user, name, time }) => [user, name, time])).toEqual([
    [alice, "t2", "1970-01-01T00:00:01.000Z"],
    [alice, "t1", "1970-01-01T00:00:01.000Z"],
  ]);
  const hash = jsonLines(ofAlice.out)[0].info_hash;
  const ofTorrent = await run(["hand-outs", "--torrent", hash], { cwd });
  expect(ofTorrent.out.split("\n").map((line) => line.split("  ")[1])).toEqual(["", "bob", alice, undefined]);
  expect((await run(["hand-outs", "--limit", "1", "--json"], { cwd })).out.split("\n")).toHaveLength(2);
  expect(await run(["hand-outs", "--torrent", "zz"], { cwd })).toMatchObject({ code: 2 });
  expect((await run(["hand-outs", "--user", "nobody"], { cwd })).out).toBe("No hand-outs\n");
});

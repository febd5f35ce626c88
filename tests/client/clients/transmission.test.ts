import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { parseClientAddress } from "../../../src/client/clients/client-address.ts";
import { openClient } from "../../../src/client/clients/open-client.ts";
import { FakeTransmission } from "../../support/fake-transmission.ts";
import { HandoverWorld, testPool } from "../../support/handover-world.ts";
import { steppedWaiting } from "../../support/stepped-waiting.ts";
import { expectUntouched, snapshot } from "../../support/untouched.ts";

const FILES = [
  { path: "a.mkv", length: 30_000 },
  { path: "b/c.nfo", length: 700 },
];

test("version 4 checks what it gets, and gives it back", async () => {
  using world = new HandoverWorld();
  using fake = new FakeTransmission();
  const results = [world.torrent({ name: "Show", files: FILES })];
  const before = snapshot(world.dir.path("library"));
  const { outcomes } = await world.run(results, fake.address);
  expect(outcomes[0]).toMatchObject({
    status: "seeding",
    client: "Transmission 4.1.0",
    isTrusted: false,
    downloaded: 0,
  });
  expect([...fake.torrents.values()].map(({ status, labels }) => [status, labels])).toEqual([[6, ["reseed"]]]);
  expect(fake.methods).toContain("torrent-verify");
  // A session that is renewed in between is no trouble.
  fake.renewSession();
  expect((await world.undo()).isWhole).toBe(true);
  expect([fake.torrents.size, world.links()]).toEqual([0, []]);
  expectUntouched(world.dir.path("library"), before);
});

test("a name that is no UTF-8 comes as it is, and so does the link", async () => {
  using world = new HandoverWorld();
  const rawName = new Uint8Array(Buffer.from("caf\xe9.mkv", "latin1"));
  using fake = new FakeTransmission({ rawName });
  const result = world.torrent({ name: "Show", files: [{ path: [rawName], length: 30_000 }] });
  const { outcomes } = await world.run([result], fake.address);
  expect(outcomes[0]).toMatchObject({ status: "seeding", reason: null });
  const linked = Buffer.concat([Buffer.from(`${outcomes[0]?.folder}/Show/`), rawName]);
  expect(statSync(linked).ino).toBe(statSync(result.files[0]?.path ?? "").ino);
  expect((await world.undo()).undone[0]?.removed).toBe(1);
});

test("a hybrid goes by its v1 hash, one of v2 alone is not looked for", async () => {
  using fake = new FakeTransmission();
  const client = await testPool().get(fake.address);
  expect(await client.find(["a".repeat(64)])).toBeNull();
});

test("its password is asked for once it wants one, and a wrong one is said", async () => {
  using fake = new FakeTransmission({ password: "hunter2" });
  const open = (password: string | null) =>
    openClient(
      parseClientAddress(fake.address),
      { user: null, password: async () => password, key: null },
      { fetch, waiting: steppedWaiting() },
    );
  expect((await open("hunter2")).title).toBe("Transmission 4.1.0");
  await expect(open("wrong")).rejects.toThrow("Transmission does not let us in: user or password is wrong");
  await expect(open(null)).rejects.toThrow("it wants a password");
});

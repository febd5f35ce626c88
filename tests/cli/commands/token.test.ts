import { expect, test } from "bun:test";
import { hashToken } from "../../../src/core/access/token.ts";
import { Store } from "../../../src/store/store.ts";
import { jsonLines, run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

test("a token is printed once, alone on stdout, and only its hash is in the database", async () => {
  using dir = tree();
  Store.open(dir.path("reseeder.db"), { create: true }).close();
  const ask = (...args: string[]) => run(["token", ...args], { cwd: dir.path("."), clock: () => 1_700_000_000_000 });
  const made = await ask("create", "site", "--scope", "manage,match", "--expires", "90d");
  expect([made.code, made.err]).toEqual([
    0,
    "Token site may match, manage, until 2024-02-12T22:13:20.000Z. It will not be shown again.\n",
  ]);
  const token = made.out.trim();
  expect(token).toMatch(/^reseeder_[\w-]{43}$/);
  const store = Store.open(dir.path("reseeder.db"));
  expect(store.tokens.find(hashToken(token))?.name).toBe("site");
  store.close();
  expect(await Bun.file(dir.path("reseeder.db")).text()).not.toContain(token);

  const listed = await ask("list");
  expect(listed.out).toContain("site");
  expect(listed.out).not.toContain(token.slice(9));
  expect((await ask("create", "site")).code).toBe(1);
  expect(await ask("revoke", "site")).toEqual({ code: 0, out: "Token site is revoked\n", err: "" });
  expect((await ask("revoke", "site")).err).toContain("There is no valid token site");
  const [again] = jsonLines((await ask("create", "site", "--json")).out);
  expect(again).toEqual({ name: "site", token: expect.stringMatching(/^reseeder_/), scopes: ["match"], expires: null });
  expect(again.token).not.toBe(token);
  const [rows] = jsonLines((await ask("list", "--json")).out);
  expect(rows.map(({ state, last_used }: { state: string; last_used: unknown }) => [state, last_used])).toEqual([
    ["revoked", null],
    ["in force", null],
  ]);
});

test("a token that is over is listed as expired", async () => {
  using dir = tree();
  Store.open(dir.path("reseeder.db"), { create: true }).close();
  let now = 1_700_000_000_000;
  const ask = (...args: string[]) => run(["token", ...args], { cwd: dir.path("."), clock: () => now });
  await ask("create", "site", "--expires", "1d");
  const states = async () => jsonLines((await ask("list", "--json")).out)[0].map((row: { state: string }) => row.state);
  now += 86_400_000 - 1;
  expect(await states()).toEqual(["in force"]);
  now += 1;
  expect(await states()).toEqual(["expired"]);
  expect((await ask("list")).out).toContain("expired");
});

test("wrong names, scopes and times are usage errors, and make nothing", async () => {
  using dir = tree();
  Store.open(dir.path("reseeder.db"), { create: true }).close();
  const wrong = [["a b"], ["x", "--scope", "all"], ["x", "--expires", "soon"], []];
  for (const args of wrong) expect((await run(["token", "create", ...args], { cwd: dir.path(".") })).code).toBe(2);
  expect((await run(["token", "list"], { cwd: dir.path(".") })).out).toContain("No tokens");
});

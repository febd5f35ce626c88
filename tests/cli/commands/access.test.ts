import { expect, test } from "bun:test";
import { sealUser } from "../../../src/core/access/let-in.ts";
import { Store } from "../../../src/store/store.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

const TEMPLATE = "https://tracker.example/{passkey}";

/** A database in which the tracker let in some users. */
function remembering(path: string, users: Readonly<Record<string, string>>): void {
  const store = Store.open(path, { create: true });
  store.write(() => {
    store.settings.write("auth_callback_url", TEMPLATE);
    const key = store.letIn.makeKey();
    for (const [passkey, user] of Object.entries(users)) {
      store.letIn.put(sealUser(key, TEMPLATE, passkey, user, new Uint8Array(12)), 1);
    }
  });
  store.close();
}

test("access forget takes passkeys from standard input, a user, or all", async () => {
  using dir = tree();
  remembering(dir.path("reseeder.db"), { "passkey-a": "1", "passkey-b": "2", "passkey-c": "2", "passkey-d": "3" });
  const forget = (args: string[], stdin?: string) =>
    run(["access", "forget", ...args], {
      cwd: dir.path("."),
      ...(stdin === undefined ? {} : { stdin: [Buffer.from(stdin)] }),
    });
  expect((await forget(["-"], "passkey-a\n\nnobody-of-these\r\n")).out).toBe("Forgot 1 passkey\n");
  expect((await forget(["--user", "2", "--json"])).out).toBe('{"forgotten":2}\n');
  expect((await forget(["--all"])).out).toBe("Forgot 1 passkey\n");
  expect((await forget(["--all"])).out).toBe("Forgot 0 passkeys\n");
});

test("access forget takes one of them, and no passkey as an argument", async () => {
  using dir = tree();
  remembering(dir.path("reseeder.db"), {});
  for (const args of [[], ["-", "--all"], ["--user", "1", "--all"], ["secret-passkey"]]) {
    const { code, err } = await run(["access", "forget", ...args], { cwd: dir.path(".") });
    expect([args, code]).toEqual([args, 2]);
    expect(err).not.toContain("secret-passkey");
  }
  const { code, err } = await run(["access", "forget", "-"], {
    cwd: dir.path("."),
    stdin: [Buffer.from("not a passkey at all\n")],
  });
  expect(code).not.toBe(0);
  expect(err).not.toContain("not a passkey");
});

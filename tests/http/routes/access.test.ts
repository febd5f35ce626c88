import { expect, test } from "bun:test";
import { operator } from "../../support/operator.ts";
import { Served } from "../../support/served.ts";

const KEY = "0123456789abcdef0123456789abcdef";

test("a ban of the site's holds with the next request", async () => {
  let isBanned = false;
  await using site = Object.assign(
    Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => (isBanned ? new Response("", { status: 401 }) : Response.json({ user_id: "alice" })),
    }),
  );
  using served = new Served();
  served.set("auth", "callback");
  served.set("auth_callback_url", `${site.url}{passkey}`);
  served.set("auth_callback_per_second", "1000");
  const ask = async () => (await served.ask("POST", "/match/phase2", { passkey: KEY, files: [] })).status;
  const api = operator(served);
  const forget = async (body: unknown) => {
    const { status, said } = await api("POST", "/access/forget", body);
    return status === 200 ? said.forgotten : [status, said.code];
  };
  expect(await ask()).toBe(200);
  isBanned = true;
  expect(await ask()).toBe(200);
  expect([await forget({ users: ["bob"] }), await ask()]).toEqual([0, 200]);
  expect([await forget({ users: ["alice"] }), await ask()]).toEqual([1, 403]);
  isBanned = false;
  served.set("auth_refusal_seconds", "0");
  expect(await ask()).toBe(200);
  expect([await forget({ passkeys: [KEY] }), await forget({ all: true })]).toEqual([1, 0]);
  expect(JSON.stringify(served.rows()) + served.lines.join()).not.toContain(KEY);
});

test("it takes one of the three, and nothing without a token", async () => {
  using served = new Served();
  const api = operator(served);
  for (const body of [
    {},
    [],
    { all: 1 },
    { all: true, users: [] },
    { users: "alice" },
    { users: [true] },
    { passkeys: ["short"] },
    { passkeys: [null] },
    { users: new Array(10_001).fill("a") },
  ]) {
    const { status, text } = await api("POST", "/access/forget", body);
    expect([JSON.stringify(body).slice(0, 40), status]).toEqual([JSON.stringify(body).slice(0, 40), 400]);
    expect(text).not.toContain("short");
  }
  expect((await served.ask("POST", "/api/v1/access/forget", { all: true })).status).toBe(401);
});

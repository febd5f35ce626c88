import { describe, expect, test } from "bun:test";
import type { Forgotten } from "../../../src/core/access/forget-request.ts";
import { passkeyMac } from "../../../src/core/access/let-in.ts";
import { copyDatabase } from "../../../src/store/database/copy.ts";
import { Store } from "../../../src/store/store.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { forgetLetIn, LetInMemory } from "../../../src/work/users/let-in-memory.ts";
import { type CheckSettings, PasskeyCheck, type Verdict } from "../../../src/work/users/passkey-check.ts";
import { memoryLog } from "../../support/log.ts";
import { tree } from "../../support/tree.ts";

const KEY = "0123456789abcdef0123456789abcdef";

/** A tracker on loopback that is asked about passkeys, and what asks it; its clock stands until it is set. */
function tracker(answer: (key: string) => Response | Promise<Response>, timeoutMs = 5_000) {
  const asked: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const key = new URL(request.url).pathname.slice(1);
      asked.push(key);
      return answer(key);
    },
  });
  const { log, lines } = memoryLog();
  const time = { now: 1_000_000 };
  const dir = tree();
  const path = dir.path("reseeder.db");
  Store.open(path, { create: true }).close();
  const writers = new Stores(path, { busyTimeoutMs: 20, relaxed: true });
  const start = () => new PasskeyCheck(log, () => time.now, new LetInMemory(writers), timeoutMs);
  const made = { check: start() };
  const settings: CheckSettings = {
    template: `${server.url}{passkey}`,
    no: new Set([401, 403, 404]),
    ...{ perSecond: 1_000_000, letInSeconds: 600, refusedSeconds: 60 },
  };
  return {
    ...{ asked, lines, time, settings, writers, path },
    get check() {
      return made.check;
    },
    /** As after a restart of serve. */
    restart: () => {
      made.check = start();
    },
    ask: (key = KEY, client: string | null = null): Promise<Verdict> =>
      made.check.ask(key, settings, { client, salt: "salt" }),
    forget: (who: Forgotten) => writers.use((store) => store.write(() => forgetLetIn(store, settings.template, who))),
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      writers.close();
      dir[Symbol.dispose]();
    },
  };
}

describe("what the tracker says decides", () => {
  test.each([
    ["200 with a user_id", () => Response.json({ user_id: 7, id: 8 }), { identity: "7" }],
    ["200 with an id", () => Response.json({ id: "alice" }), { identity: "alice" }],
    ["200 with a page", () => new Response("<html>"), { identity: expect.stringMatching(/^key-[0-9a-f]{12}$/) }],
    ["204", () => new Response(null, { status: 204 }), { identity: expect.stringMatching(/^key-/) }],
    [
      "an endless answer",
      () => Response.json({ user_id: 7, more: "x".repeat(100_000) }),
      { identity: expect.stringMatching(/^key-/) },
    ],
    ["401", () => new Response("", { status: 401 }), "rejected"],
    ["403", () => new Response("", { status: 403 }), "rejected"],
    ["404", () => new Response("", { status: 404 }), "rejected"],
    ["a redirect", (key: string) => (key === "login" ? new Response("") : Response.redirect("/login")), "unknown"],
    ["429", () => new Response("", { status: 429 }), "unknown"],
    ["500", () => new Response("", { status: 500 }), "unknown"],
  ] as const)("%s", async (_, answer, verdict) => {
    await using site = tracker(answer);
    expect(await site.ask()).toEqual(verdict as Verdict);
  });

  test("a tracker that never answers, or is not there, lets nobody in; the passkey is in no line", async () => {
    await using slow = tracker(() => new Promise<Response>(() => {}), 50);
    expect([await slow.ask(), await slow.ask(`${KEY}2`)]).toEqual(["unknown", "unknown"]);
    expect(slow.lines).toEqual([expect.stringContaining("error: auth_callback_url did not respond within 50 ms")]);
    await using gone = tracker(() => new Response(""));
    gone.settings.template = "http://127.0.0.1:1/{passkey}";
    expect(await gone.ask()).toBe("unknown");
    expect(gone.lines).toEqual([expect.stringContaining("could not be reached")]);
    expect(gone.lines.join()).not.toContain(KEY);
  });
});

describe("it is asked as seldom as can be", () => {
  test("once for many at a time", async () => {
    const held = Promise.withResolvers<void>();
    await using site = tracker(async () => {
      await held.promise;
      return Response.json({ id: 1 });
    });
    const all = Array.from({ length: 50 }, () => site.ask());
    held.resolve();
    expect(new Set((await Promise.all(all)).map((verdict) => JSON.stringify(verdict)))).toEqual(
      new Set(['{"identity":"1"}']),
    );
    expect(site.asked).toEqual([KEY]);
  });

  test("again when its time is over: a yes, a no, and no answer each have their own", async () => {
    let status = 200;
    await using site = tracker(() => new Response("", { status }));
    const after = async (seconds: number) => {
      site.time.now += seconds * 1000;
      await site.ask();
      return site.asked.length;
    };
    expect([await after(0), await after(599)]).toEqual([1, 1]);
    status = 403;
    expect([await after(1), await after(59)]).toEqual([2, 2]);
    status = 500;
    expect([await after(1), await after(1)]).toEqual([3, 3]);
    status = 200;
    expect([await after(1), await after(1)]).toEqual([4, 4]);
  });

  test("for another passkey or another address anew", async () => {
    await using site = tracker(() => new Response(""));
    await site.ask();
    expect(site.check.known(`${KEY}x`, site.settings)).toBeNull();
    expect(site.check.known(KEY, { ...site.settings, template: `${site.settings.template}?v=2` })).toBeNull();
  });

  test("for another address anew, whatever the first said", async () => {
    await using site = tracker(() => new Response("", { status: 403 }));
    expect(await site.ask()).toBe("rejected");
    expect(site.check.known(KEY, { ...site.settings, template: `${site.settings.template}?v=2` })).toBeNull();
    expect(site.check.known(KEY, site.settings)).toBe("rejected");
  });

  test("again where the clock was set back behind its answer", async () => {
    await using site = tracker(() => new Response(""));
    await site.ask();
    site.time.now -= 1;
    await site.ask();
    expect(site.asked).toHaveLength(2);
  });

  test("by a bounded number of requests at a time, the rest rejected at once when too many wait", async () => {
    const held = Promise.withResolvers<void>();
    await using site = tracker(async () => {
      await held.promise;
      return new Response("");
    });
    const all = Array.from({ length: 600 }, (_, i) => site.ask(`passkey-${i}`));
    expect(await all[599]).toBe("unknown");
    expect(site.asked.length).toBeLessThanOrEqual(16);
    held.resolve();
    expect((await Promise.all(all)).filter((verdict) => typeof verdict === "object")).toHaveLength(516);
  });
});

describe("a tracker that cannot be asked locks nobody out", () => {
  const ALICE = Response.json.bind(Response, { user_id: "alice" }) as () => Response;

  /** A tracker that knows one user, until it is in trouble. */
  function site() {
    const state = { status: 200 };
    return {
      state,
      site: tracker(() => (state.status === 200 ? ALICE() : new Response("", { status: state.status }))),
    };
  }

  test("who was let in within a day stays in, after a restart too, for ten times as long as a yes holds", async () => {
    const made = site();
    await using it = made.site;
    await it.ask();
    made.state.status = 429;
    it.restart();
    it.time.now += 23 * 3_600_000;
    expect([await it.ask(), await it.ask(`${KEY}x`)]).toEqual([{ identity: "alice" }, "unknown"]);
    it.time.now += 3_599_000;
    expect(await it.ask()).toEqual({ identity: "alice" });
    it.restart();
    it.time.now += 1_000;
    expect(await it.ask()).toBe("unknown");
    made.state.status = 200;
    it.time.now += 5_000;
    expect(await it.ask()).toEqual({ identity: "alice" });
  });

  test("after a day everybody is a stranger", async () => {
    const made = site();
    await using it = made.site;
    await it.ask();
    made.state.status = 500;
    it.time.now += 24 * 3_600_000;
    expect(await it.ask()).toBe("unknown");
  });

  test("whoever was not let in within a day is in the database no longer than until the next one is", async () => {
    const made = site();
    await using it = made.site;
    await it.ask();
    const isThere = () =>
      it.writers.use((store) => {
        const key = store.letIn.key() ?? new Uint8Array();
        return store.letIn.find(passkeyMac(key, it.settings.template, KEY)) !== null;
      });
    it.time.now += 24 * 3_600_000;
    await it.ask(`${KEY}x`);
    expect(isThere()).toBe(true);
    it.time.now += 1;
    await it.ask(`${KEY}y`);
    expect(isThere()).toBe(false);
  });

  test("a no ends it at once", async () => {
    const made = site();
    await using it = made.site;
    await it.ask();
    made.state.status = 403;
    it.time.now += 600_000;
    expect(await it.ask()).toBe("rejected");
    made.state.status = 500;
    it.time.now += 60_000;
    expect(await it.ask()).toBe("unknown");
  });

  test("only the statuses that mean no are one: the rest is trouble, told once and kept until it is over", async () => {
    const made = site();
    await using it = made.site;
    it.settings.no = new Set([401]);
    made.state.status = 403;
    expect([await it.ask(), await it.ask(`${KEY}x`)]).toEqual(["unknown", "unknown"]);
    expect(it.lines).toEqual([expect.stringContaining("auth_callback_url answered 403")]);
    const trouble = () => it.writers.use((store) => store.letIn.trouble());
    expect(trouble()).toEqual({ what: "answered 403", at: it.time.now });
    made.state.status = 401;
    expect(await it.ask(`${KEY}y`)).toBe("rejected");
    expect(trouble()).toBeNull();
  });

  test("it is asked so often a second and no more, and one address not for all", async () => {
    const made = site();
    await using it = made.site;
    it.settings.perSecond = 5;
    const from = (client: string, i: number) => it.ask(`${KEY}${client}${i}`.replaceAll(".", "-"), client);
    expect([await from("10.0.0.1", 1), await from("10.0.0.1", 2)]).toEqual([{ identity: "alice" }, { wait: 1 }]);
    for (const client of ["10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"]) await from(client, 1);
    expect([await from("10.0.0.6", 1), it.asked.length]).toEqual([{ wait: 1 }, 5]);
    // Whoever was let in before stays in meanwhile.
    it.time.now += 600_000;
    for (const i of [1, 2, 3, 4, 5]) await from("10.0.0.7", i);
    expect(await from("10.0.0.1", 1)).toEqual({ identity: "alice" });
  });

  test("100 members after a restart, all at once: none is turned away", async () => {
    const made = site();
    await using it = made.site;
    const members = Array.from({ length: 100 }, (_, i) => `${KEY}${i}`);
    for (const member of members) await it.ask(member);
    it.restart();
    it.settings.perSecond = 5;
    it.time.now += 3_600_000;
    const before = it.asked.length;
    const verdicts = await Promise.all(members.map((member) => it.ask(member, "10.0.0.1")));
    expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict)))).toEqual(new Set(['{"identity":"alice"}']));
    expect(it.asked.length - before).toBe(1);
  });
});

describe("whoever is forgotten is asked about anew", () => {
  test("by passkey, by user, and all", async () => {
    await using it = tracker((key) => Response.json({ user_id: key.slice(-1) }));
    const [a, b, c] = ["a", "b", "c"].map((end) => `${KEY}${end}`) as [string, string, string];
    const askedAfter = async (who: Forgotten) => {
      for (const key of [a, b, c]) await it.ask(key);
      const before = it.asked.length;
      const count = it.forget(who);
      for (const key of [a, b, c]) await it.ask(key);
      return [count, it.asked.slice(before)];
    };
    expect(await askedAfter({ passkeys: [a, `${KEY}z`] })).toEqual([1, [a]]);
    expect(await askedAfter({ users: ["b", "nobody"] })).toEqual([1, [b]]);
    expect(await askedAfter("all")).toEqual([3, [a, b, c]]);
  });

  test("an answer to a question from before is not kept", async () => {
    const held = Promise.withResolvers<void>();
    await using it = tracker(async () => {
      await held.promise;
      return Response.json({ user_id: "alice" });
    });
    const asked = it.ask();
    it.forget("all");
    held.resolve();
    expect(await asked).toEqual({ identity: "alice" });
    await it.ask();
    expect(it.asked.length).toBe(2);
  });
});

test("the database holds neither passkeys nor ids, and a backup nothing of them at all", async () => {
  const USER = "alice-in-the-clear";
  await using it = tracker(() => Response.json({ user_id: USER }));
  await it.ask();
  it.writers.use((store) => store.emptyLog());
  const bytes = Buffer.from(await Bun.file(it.path).bytes());
  expect([bytes.includes(KEY), bytes.includes(USER)]).toEqual([false, false]);
  const sealed = it.writers.use((store) => {
    const mac = passkeyMac(store.letIn.key() as Uint8Array, it.settings.template, KEY);
    return [mac, store.letIn.key() as Uint8Array].map((each) => Buffer.from(each));
  });
  for (const secret of sealed) expect(bytes.includes(secret)).toBe(true);
  const copied = `${it.path}-copy`;
  await copyDatabase(it.path, copied);
  const copy = Buffer.from(await Bun.file(copied).bytes());
  for (const secret of sealed) expect(copy.includes(secret)).toBe(false);
});

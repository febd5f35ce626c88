import { describe, expect, test } from "bun:test";
import { PasskeyCheck, type Verdict } from "../../../src/work/users/passkey-check.ts";
import { memoryLog } from "../../support/log.ts";

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
  const check = new PasskeyCheck(log, () => time.now, timeoutMs);
  const settings = { template: `${server.url}{passkey}`, letInSeconds: 600, refusedSeconds: 60 };
  return {
    ...{ asked, lines, time, check, settings },
    ask: (key = KEY): Promise<Verdict> => check.ask(key, settings, "salt"),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

describe("what the tracker says decides", () => {
  test.each([
    ["200 with a user_id", () => Response.json({ user_id: 7, id: 8 }), { identity: "7" }],
    ["200 with an id", () => Response.json({ id: "alice" }), { identity: "alice" }],
    ["200 with a page", () => new Response("<html>"), { identity: expect.stringMatching(/^key-[0-9a-f]{12}$/) }],
    ["204", () => new Response(null, { status: 204 }), { identity: expect.stringMatching(/^key-/) }],
    ["an endless answer", () => new Response("7".repeat(100_000)), { identity: expect.stringMatching(/^key-/) }],
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
    expect(slow.lines).toEqual([expect.stringContaining("error: auth_callback_url gave no answer within 50 ms")]);
    const { log, lines } = memoryLog();
    const gone = new PasskeyCheck(log, () => 0);
    const settings = { template: "http://127.0.0.1:1/{passkey}", letInSeconds: 1, refusedSeconds: 1 };
    expect(await gone.ask(KEY, settings, "salt")).toBe("unknown");
    expect(lines).toEqual([expect.stringContaining("could not be reached")]);
    expect(lines.join()).not.toContain(KEY);
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

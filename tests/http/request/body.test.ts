import { describe, expect, test } from "bun:test";
import { readBody } from "../../../src/http/request/body.ts";
import { BodyBudget } from "../../../src/http/request/body-budget.ts";
import type { BodyTimeouts } from "../../../src/http/request/body-stream.ts";
import { Served } from "../../support/served.ts";

const FOREVER = Number.MAX_SAFE_INTEGER / 2 ** 25;
const NEVER: BodyTimeouts = { idleMs: FOREVER, graceMs: FOREVER, bytesPerSecond: 1 };

/** A request whose body is what the chunks are, and never ends; says whether its sender was sent away. */
function unending(chunks: readonly string[]) {
  let sentAway = false;
  const ending = Promise.withResolvers<void>();
  const waiting = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = waiting.shift();
      // Nothing ever comes after the last one, until it is ended.
      if (chunk === undefined) return ending.promise.then(() => controller.close());
      controller.enqueue(Buffer.from(chunk));
    },
    cancel() {
      sentAway = true;
    },
  });
  const request = new Request("http://tracker.example/", { method: "POST", body });
  return { request, sentAway: () => sentAway, end: ending.resolve };
}

describe("a body that does not come", () => {
  test.each<[string, string[], Partial<BodyTimeouts>]>([
    ["with no byte at all", [], { idleMs: 1 }],
    ["with a beginning and then nothing", ["{", '"files"'], { idleMs: 1 }],
    ["with bytes all the time, but too few", ["{"], { graceMs: 1, bytesPerSecond: 1_000_000 }],
    ["with a deadline for all of it", ["x".repeat(1000)], { graceMs: 1, bytesPerSecond: Number.POSITIVE_INFINITY }],
  ])("%s", async (_, chunks, timeouts) => {
    const { request, sentAway } = unending(chunks);
    const read = readBody(request, 10_000, new BodyBudget().open(null, 2 ** 30), { ...NEVER, ...timeouts });
    await expect(read).rejects.toThrow("body: arrived too slowly, or not at all");
    expect(sentAway()).toBe(true);
  });
});

describe("the budget of all bodies", () => {
  const body = (bytes: number, announced = true) =>
    new Request("http://tracker.example/", {
      method: "POST",
      body: new Uint8Array(bytes),
      headers: announced ? { "content-length": String(bytes) } : {},
    });

  test("has room taken in it for what is kept of a body, until that is released", async () => {
    const budget = new BodyBudget();
    const [small, large] = [budget.open("a", 2 ** 30), budget.open("a", 2 ** 30)];
    expect((await readBody(body(1000), 1_000_000, small)).length).toBe(1000);
    expect(budget.held).toBe(1000);
    expect((await readBody(body(150_000, false), 1_000_000, large)).length).toBe(150_000);
    expect(budget.held).toBe(1000 + 3 * 65_536);
    for (const share of [small, large]) share.release();
    expect(budget.held).toBe(0);
  });

  test("ends nobody's body that is there whole", async () => {
    const budget = new BodyBudget();
    await readBody(body(1000), 1_000_000, budget.open("a", 1500));
    await expect(readBody(body(1000), 1_000_000, budget.open("b", 1500))).rejects.toMatchObject({
      code: "SERVER_BUSY",
    });
    expect(budget.held).toBe(1000);
  });

  test("ends one that does not come whole, for another", async () => {
    const budget = new BodyBudget();
    const { request, sentAway, end } = unending(["x".repeat(1000)]);
    const waited = readBody(request, 1_000_000, budget.open("a", 66_000), NEVER).catch(({ code }) => code);
    while (budget.held === 0) await Bun.sleep(0);
    await readBody(body(1000), 1_000_000, budget.open("b", 66_000));
    expect(budget.held).toBe(1000);
    end();
    expect([await waited, sentAway()]).toEqual(["REQUEST_TIMEOUT", true]);
  });

  test("has room again when the request is over", async () => {
    using served = new Served();
    served.set("max_bodies_in_flight", "1048576");
    for (let n = 0; n < 3; n++) {
      const { status } = await served.ask("POST", "/match/handshake", `{"a":"${"x".repeat(700_000)}"}`);
      expect([n, status]).toEqual([n, 200]);
    }
  });
});

test("while a body is read the server's own timeout is off, and afterwards on again, whatever became of it", async () => {
  using served = new Served();
  for (const body of ["{}", "{", "x".repeat(100_000)]) {
    const said: boolean[] = [];
    served.set("max_body_bytes", "50000");
    const request = new Request("http://tracker.example/match/handshake", { method: "POST", body });
    await served.app.handle(request, { mayBeSilent: (isSilent) => said.push(isSilent) });
    expect(said).toEqual([true, false]);
  }
});

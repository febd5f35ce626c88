import { expect, test } from "bun:test";
import { yieldToEventLoop } from "../../../src/work/runtime/yield-to-event-loop.ts";

test("of several that yieldToEventLoop, one goes on in each round of the event loop, in order", async () => {
  const events: string[] = [];
  let rounds = 0;
  let counting = true;
  const count = () => {
    rounds++;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(["a", "b", "c"].map((name) => yieldToEventLoop().then(() => events.push(`${name} ${rounds}`))));
  counting = false;
  const [first] = events.map((event) => Number(event.slice(2)));
  expect(events).toEqual(["a", "b", "c"].map((name, i) => `${name} ${(first ?? 0) + i}`));
});

import { expect, test } from "bun:test";
import { ReseederError } from "../../../src/core/errors.ts";
import { Store } from "../../../src/store/store.ts";
import { runNow } from "../../../src/work/runtime/run-now.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { tree } from "../../support/tree.ts";

const BUSY = { message: "busy", hint: "wait" };

function world() {
  const dir = tree();
  Store.open(dir.path("x.db"), { create: true }).close();
  const stores = new Stores(dir.path("x.db"), { busyTimeoutMs: 50 });
  return {
    stores,
    scrape: <T>(action: () => Promise<{ result: T; status: "done" | "partly" | "failed"; summary: unknown }>) =>
      runNow(stores, "scrape", () => 1_000, BUSY, action),
    runs: () => stores.use((store) => store.runs.newest("scrape", 9)),
    [Symbol.dispose]: () => {
      stores.close();
      dir[Symbol.dispose]();
    },
  };
}

test("the run is noted with its summary, and the next one may begin", async () => {
  using made = world();
  const ended = { result: 7, status: "partly" as const, summary: { counted: 2 } };
  expect(await made.scrape(async () => ended)).toBe(7);
  expect(await made.scrape(async () => ended)).toBe(7);
  expect(made.runs()).toMatchObject(Array(2).fill({ status: "partly", summary: { counted: 2 }, finishedAt: 1_000 }));
});

test("a failure is noted with its code, and thrown", async () => {
  using made = world();
  const failing = made.scrape(() => Promise.reject(new ReseederError("DATABASE_FULL", "no space")));
  expect(await failing.catch((error) => error.code)).toBe("DATABASE_FULL");
  expect(made.runs()).toMatchObject([{ status: "failed", summary: { code: "DATABASE_FULL", message: "no space" } }]);
});

test("while one is going on, another is an error and does nothing", async () => {
  using made = world();
  const going = Promise.withResolvers<void>();
  const first = made.scrape(async () => {
    await going.promise;
    return { result: 1, status: "done", summary: {} };
  });
  let isRun = false;
  const second = made.scrape(async () => {
    isRun = true;
    return { result: 2, status: "done", summary: {} };
  });
  expect(await second.catch(({ code, message }) => [code, message])).toEqual(["FAILED", "busy"]);
  going.resolve();
  expect([await first, isRun, made.runs().length]).toEqual([1, false, 1]);
});

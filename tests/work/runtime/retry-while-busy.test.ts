import { expect, test } from "bun:test";
import { ReseederError } from "../../../src/core/errors.ts";
import { retryWhileBusy } from "../../../src/work/runtime/retry-while-busy.ts";

const LOCKED = new ReseederError("DATABASE_LOCKED", "locked");

test("who waits is told each time that the database is locked, before waiting", async () => {
  const told: string[] = [];
  let left = 2;
  const action = () => {
    if (left-- > 0) throw LOCKED;
    return "done";
  };
  const wait = async (ms: number) => told.push(`wait ${ms}`);
  expect(await retryWhileBusy(action, { wait, onBusy: () => told.push("busy") })).toBe("done");
  expect(told).toEqual(["busy", "wait 20", "busy", "wait 40"]);
});

test("what nobody wants any more is not done after the wait", async () => {
  const stopping = new AbortController();
  let attempts = 0;
  const action = () => {
    attempts++;
    throw LOCKED;
  };
  const wait = async () => stopping.abort();
  const error = await retryWhileBusy(action, { wait, signal: stopping.signal }).catch((error) => error);
  expect([error, attempts]).toEqual([LOCKED, 1]);
});

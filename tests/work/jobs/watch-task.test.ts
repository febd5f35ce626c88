import { expect, test } from "bun:test";
import type { JobOptions } from "../../../src/work/jobs/job.ts";
import { WatchTask } from "../../../src/work/jobs/watch-task.ts";

/** A task whose runs end when the test says so, and whose pauses are over when it says so. */
function task() {
  const runs: { options: JobOptions<"watch">; end: (error?: Error) => Promise<void> }[] = [];
  const pauses: { ms: number; over: () => Promise<void> }[] = [];
  const logged: string[] = [];
  const settled = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  let now = 0;
  const made = new WatchTask({
    path: "/x.db",
    onEvent: (event) => logged.push(event.type),
    log: (level, message, fields) => logged.push(`${level}: ${message}: ${fields?.["error"]}`),
    clock: () => now,
    later: (ms, callback) => {
      pauses.push({
        ms,
        over: () => {
          callback();
          return settled();
        },
      });
      return () => pauses.pop();
    },
    run: (_, options) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => {
          if (error) reject(error);
          else resolve(null);
          return settled();
        };
        runs.push({ options, end });
        options.signal?.addEventListener("abort", () => resolve(null));
      }),
  });
  return { made, runs, pauses, logged, pass: (ms: number) => (now += ms) };
}

test("what fails is logged and begins anew, after longer and longer pauses until it went well for long", async () => {
  const { made, runs, pauses, logged, pass } = task();
  runs[0]?.options.onEvent?.({ type: "idle" });
  for (const i of [0, 1, 2]) {
    await runs[i]?.end(new Error(`failure ${i}`));
    await pauses[i]?.over();
  }
  pass(60 * 60_000);
  await runs[3]?.end(new Error("much later"));
  expect(pauses.map(({ ms }) => ms)).toEqual([5_000, 10_000, 20_000, 5_000]);
  expect(logged).toEqual([
    "idle",
    ...[0, 1, 2].map((i) => `error: watch failed; restarting it: Error: failure ${i}`),
    "error: watch failed; restarting it: Error: much later",
  ]);
  await made.stop();
});

test("stopping ends the run, and a pause, for good", async () => {
  const running = task();
  await running.made.stop();
  expect([running.runs.length, running.pauses.length, running.logged]).toEqual([1, 0, []]);
  const pausing = task();
  await pausing.runs[0]?.end(new Error("no"));
  await pausing.made.stop();
  expect([pausing.runs.length, pausing.pauses.length]).toEqual([1, 0]);
});

import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { ReseederError } from "../../../src/core/errors.ts";
import type { RunStatus } from "../../../src/store/operations/runs.ts";
import { Store } from "../../../src/store/store.ts";
import type { BackupResult } from "../../../src/work/backup/backup.ts";
import { nextBackupAt, scheduledBackup } from "../../../src/work/jobs/backup-schedule.ts";
import { Schedule } from "../../../src/work/jobs/schedule.ts";
import { backups } from "../../../src/work/observe/snapshot.ts";
import { memoryStore } from "../../support/indexed.ts";
import { memoryLog } from "../../support/log.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { withStore } from "../../support/with-store.ts";

const start = (options: Parameters<typeof scheduledBackup>[0]) => new Schedule(options, scheduledBackup(options));

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 20);

describe("the next backup is due", () => {
  type Past = [kind: "scan" | "backup", status: RunStatus, startedAt: number, finishedAt?: number];
  const cases: [when: string, past: Past[], hours: number, due: number | null][] = [
    ["an interval after waiting began, in a database without any history", [], 6, 5 * HOUR],
    ["never when they are off", [["scan", "done", -99 * HOUR]], 0, null],
    [
      "an interval after the first scan",
      [
        ["scan", "done", -2 * HOUR],
        ["scan", "done", -HOUR],
      ],
      6,
      4 * HOUR,
    ],
    [
      "an interval after the last one that was made",
      [
        ["backup", "done", -9 * HOUR],
        ["backup", "partly", -HOUR],
      ],
      6,
      5 * HOUR,
    ],
    [
      "no later for one that was stopped",
      [
        ["backup", "done", -7 * HOUR],
        ["backup", "cancelled", -MINUTE],
      ],
      6,
      -HOUR,
    ],
    [
      "a minute after a failure",
      [
        ["backup", "done", -7 * HOUR],
        ["backup", "failed", -10, -1],
      ],
      6,
      MINUTE - 1,
    ],
    [
      "four minutes after the third failure in a row",
      [
        ["backup", "done", -7 * HOUR],
        ["backup", "failed", -9],
        ["backup", "failed", -8, -5],
        ["backup", "failed", -3, -1],
      ],
      6,
      4 * MINUTE - 1,
    ],
    [
      "at growing distances, an hour at most",
      [["backup", "done", -99 * HOUR], ...Array.from({ length: 12 }, (): Past => ["backup", "failed", -9, -1])],
      6,
      HOUR - 1,
    ],
    [
      "without regard to failures before the last that was made",
      [
        ["backup", "failed", -9 * HOUR, -1],
        ["backup", "done", -7 * HOUR],
      ],
      6,
      -HOUR,
    ],
    ["at once when the clock was set back", [["backup", "done", 99 * HOUR]], 6, 0],
  ];

  test.each(cases)("%s", (_, past, hours, due) => {
    using store = memoryStore();
    store.write(() => {
      store.settings.write("backup_interval_hours", hours);
      for (const [kind, status, startedAt, finishedAt = startedAt] of past) {
        store.runs.finish(store.runs.start(kind, 1, NOW + startedAt), status, null, NOW + finishedAt);
      }
    });
    expect(nextBackupAt(store, NOW, NOW - HOUR)).toBe(due === null ? null : NOW + due);
  });
});

describe("a schedule", () => {
  let dir: Tree;
  let path: string;
  let now = NOW;
  let waits: { ms: number; run: () => void }[] = [];
  const { log, lines } = memoryLog();
  const clock = () => now;
  const later = (ms: number, run: () => void) => {
    const wait = { ms, run };
    waits.push(wait);
    return () => {
      waits = waits.filter((other) => other !== wait);
    };
  };

  beforeEach(() => {
    dir = tree();
    path = dir.path("reseeder.db");
    const store = Store.open(path, { create: true });
    store.write(() => store.runs.finish(store.runs.start("scan", 1, NOW - 7 * HOUR), "done", null, NOW));
    store.close();
    [now, waits] = [NOW, []];
    lines.length = 0;
  });

  afterEach(() => dir[Symbol.dispose]());

  const MADE: BackupResult = {
    status: "done",
    file: "x.db",
    bytes: 1,
    torrents: 0,
    rows: 0,
    removed: [],
    problems: [],
    duration_ms: 1,
  };

  const read = <T>(look: (store: Store) => T): T => withStore({ path }, look);

  test("of several processes makes each backup once", async () => {
    const asked: number[] = [];
    let finish = (_: BackupResult) => {};
    const backUp = ({ run }: { run: number | null }) => {
      asked.push(run ?? 0);
      return new Promise<BackupResult>((resolve) => {
        finish = resolve;
      });
    };
    const schedules = [1, 2, 3].map(() => start({ path, log, clock, later, backUp }));
    expect(asked).toHaveLength(1);
    expect(waits.map(({ ms }) => ms)).toEqual([MINUTE, MINUTE]);
    const run = read((store) => store.runs.newest("backup", 9));
    expect(run).toMatchObject([{ id: asked[0], status: "running", pid: process.pid }]);
    read((store) => store.write(() => store.runs.finish(asked[0] ?? 0, "done", MADE, now)));
    finish(MADE);
    await Bun.sleep(0);
    for (const { run } of waits.splice(0)) run();
    expect(asked).toHaveLength(1);
    now += 6 * HOUR;
    for (const { run } of waits.splice(0)) run();
    expect(asked).toHaveLength(2);
    finish(MADE);
    await Promise.all(schedules.map((schedule) => schedule.stop()));
  });

  test("takes over from a process that was killed, once its lease has ended", async () => {
    const killed = read((store) =>
      store.write(() => {
        const run = store.runs.start("backup", 99, now);
        store.leases.take({ name: "backup", token: "dead" }, 99, now, MINUTE);
        store.leases.assign({ name: "backup", token: "dead" }, run);
        return run;
      }),
    );
    const asked: (number | null)[] = [];
    const backUp = async ({ run }: { run: number | null }) => {
      asked.push(run);
      return MADE;
    };
    const schedule = start({ path, log, clock, later, backUp });
    expect(asked).toEqual([]);
    now += MINUTE + 1;
    for (const { run } of waits.splice(0)) run();
    expect(asked).toEqual([killed + 1]);
    const [, left] = read((store) => store.runs.newest("backup", 2));
    expect(left).toMatchObject({
      id: killed,
      status: "failed",
      summary: { message: expect.stringContaining("ended") },
    });
    await schedule.stop();
  });

  test("logs a failure, shows it in the statistics, and tries again later", async () => {
    let broken = true;
    const backUp = async () => {
      if (broken) throw new ReseederError("BACKUP_FAILED", "Cannot create a backup in /full: the disk is full");
      return MADE;
    };
    const schedule = start({ path, log, clock, later, backUp });
    await Bun.sleep(0);
    expect(lines).toEqual(["error: backup failed, will retry"]);
    expect(read(backups)).toMatchObject({
      last: null,
      failure: { status: "failed", summary: { code: "BACKUP_FAILED", message: expect.stringContaining("/full") } },
    });
    expect(waits.map(({ ms }) => ms)).toEqual([MINUTE]);
    broken = false;
    now += MINUTE;
    for (const { run } of waits.splice(0)) run();
    await Bun.sleep(0);
    expect(lines.at(-1)).toBe("info: backup made");
    expect(read(backups)).toMatchObject({ last: { status: "done" }, failure: null });
    await schedule.stop();
  });

  test("follows the setting and lives through a database that is gone for a while", async () => {
    read((store) => store.write(() => store.settings.write("backup_interval_hours", 0)));
    let made = 0;
    const backUp = async () => {
      made++;
      return MADE;
    };
    const schedule = start({ path, log, clock, later, backUp });
    expect([made, waits.map(({ ms }) => ms)]).toEqual([0, [MINUTE]]);
    Bun.spawnSync(["mv", path, `${path}.away`]);
    for (const { run } of waits.splice(0)) run();
    expect([made, waits.length]).toEqual([0, 1]);
    Bun.spawnSync(["mv", `${path}.away`, path]);
    read((store) => store.write(() => store.settings.write("backup_interval_hours", 7)));
    // A database that came back is opened once nobody writes to it any more.
    for (; made === 0; await Bun.sleep(20)) for (const { run } of waits.splice(0)) run();
    expect(made).toBe(1);
    await schedule.stop();
  });

  test("makes a real one in a thread of its own; stopped, it waits for that to end", async () => {
    const schedule = start({ path, log, clock, later });
    await schedule.stop();
    const [run] = read((store) => store.runs.newest("backup", 1));
    expect(["done", "cancelled"]).toContain(run?.status ?? "");
    const files = readdirSync(dir.path("backups")).filter((name) => name.startsWith("."));
    expect(files).toEqual([]);
  });
});

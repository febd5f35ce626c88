import { rmSync, statSync } from "node:fs";
import { type Figure, pairUp, timedProcess } from "./measure.ts";

/** First scan and rescan of a folder, as whole processes, against the usual tools on the same files. */
export async function benchScanning(
  program: string,
  folder: string,
  database: string,
  runs: number,
): Promise<Figure[]> {
  const first = await pairUp(
    runs,
    async () => {
      removeDatabase(database);
      return (await timedProcess([program, "scan", folder, "--db", database])).ms;
    },
    async () => (await timedProcess(["sh", "-c", `find '${folder}' -type f -print0 | xargs -0 sha1sum`])).ms,
  );
  const again = await pairUp(
    runs * 3,
    async () => (await timedProcess([program, "scan", folder, "--db", database])).ms,
    async () => (await timedProcess(["find", folder, "-type", "f", "-printf", "%s %T@\n"])).ms,
  );
  return [
    { what: "first scan against sha1sum", ...first, unit: "ms", must: 1, aim: 0.5 },
    { what: "rescan, nothing changed, against find", ...again, unit: "ms", must: 4, aim: 2 },
  ];
}

/** Scan of the large tracker: peak memory of the process and size of the database. */
export async function benchLargeScan(program: string, folder: string, database: string): Promise<Figure[]> {
  removeDatabase(database);
  const { ms, peakMb } = await timedProcess([program, "scan", folder, "--db", database], true);
  return [
    { what: "scan of the large tracker", ours: ms, unit: "ms" },
    { what: "peak memory of that scan", ours: peakMb, unit: "MB", must: 250, aim: 150 },
    { what: "its database", ours: statSync(database).size / 1e6, unit: "MB", must: 220, aim: 150 },
  ];
}

export function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
}

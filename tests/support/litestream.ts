import { existsSync } from "node:fs";
import { Daemon, until } from "./daemon.ts";

/** Where Litestream is on this machine; null where there is none. */
export const LITESTREAM = Bun.which("litestream");

/** Replicates a database into a folder, and waits until it has begun; `using` ends it, which writes what is left first. */
export async function replicate(database: string, folder: string, home: string): Promise<Daemon> {
  const config = `${home}.yml`;
  const replica = { type: "file", path: folder, "sync-interval": "100ms" };
  // YAML takes JSON.
  await Bun.write(config, JSON.stringify({ dbs: [{ path: database, replica }] }));
  const daemon = Daemon.start([LITESTREAM ?? "", "replicate", "-config", config], home);
  const files = new Bun.Glob("**/*.ltx");
  await until("the first pages to be replicated", () => existsSync(folder) && !files.scanSync(folder).next().done);
  return daemon;
}

/** Writes what a replica holds to a new database. */
export function restoreReplica(folder: string, to: string): void {
  const { success, stderr } = Bun.spawnSync([LITESTREAM ?? "", "restore", "-o", to, `file://${folder}`]);
  if (!success) throw new Error(`litestream restore: ${stderr}`);
}

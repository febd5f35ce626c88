import { ReseederError } from "../core/errors.ts";
import type { BackupEvent, BackupRequest, BackupResult } from "./backup.ts";
import type { RemovedRoot } from "./remove-root.ts";
import type { RestoreOptions, RestoreResult } from "./restore.ts";
import type { ScanEvent } from "./scan-event.ts";
import type { ScannedPath } from "./scanned-paths.ts";
import type { Snapshot } from "./snapshot.ts";
import type { WatchEvent } from "./watch-event.ts";

/** What can be done in the background: what a job takes, what it tells meanwhile, what comes of it. */
export interface Jobs {
  /** Brings the index up to date with all scan paths, or with the given ones. */
  scan: { input: { path: string; roots: number[] | null; prune: boolean }; event: ScanEvent; result: null };
  /** Keeps the index up to date with all scan paths until it is told to stop. */
  watch: { input: { path: string; pollMs: number | undefined }; event: WatchEvent; result: null };
  /** Copies the database and checks the copy. */
  backup: { input: BackupRequest; event: BackupEvent; result: BackupResult };
  /** Reads a backup through. */
  verify: { input: { path: string }; event: never; result: { torrents: number } };
  /** Puts a backup in place of the database. */
  restore: { input: Omit<RestoreOptions, "clock">; event: never; result: RestoreResult };
  /** Gives a scan path up. */
  "remove-path": { input: { path: string; id: number }; event: never; result: RemovedRoot };
  /** Reads whole tables. */
  statistics: { input: { path: string }; event: never; result: Snapshot };
  /** Counts the files below every scan path. */
  paths: { input: { path: string }; event: never; result: ScannedPath[] };
}

export type JobName = keyof Jobs;

/** What the job's thread is told: first the job, later perhaps that it is to stop. */
export type JobOrder = { [N in JobName]: { name: N; input: Jobs[N]["input"] } }[JobName] | "stop";

/** What the job's thread answers. */
export type JobReply =
  | { event: Jobs[JobName]["event"] }
  | { result: Jobs[JobName]["result"] }
  | { error: { code: string; message: string; hint: string } | { name: string; message: string } };

export interface JobOptions<N extends JobName> {
  onEvent?: (event: Jobs[N]["event"]) => void;
  /** Asks the job to stop; it then ends in order, with what it has done so far. */
  signal?: AbortSignal;
  /** Whether the process waits for the job before it ends; it does unless told. */
  awaited?: boolean;
}

/**
 * Does a job in a thread of its own, so that the caller's event loop stays free: a survey of a million files or a look
 * at whole tables takes seconds without a pause. The thread cannot outlive the process, needs no arguments quoted and no
 * path of the program, and what it took of memory goes with it; a process of its own would offer nothing more.
 * @throws ReseederError as the use case does; an Error for whatever was not foreseen
 */
export function runJob<N extends JobName>(
  name: N,
  input: Jobs[N]["input"],
  { onEvent, signal, awaited = true }: JobOptions<N> = {},
): Promise<Jobs[N]["result"]> {
  const worker = new Worker(new URL("./job.worker.ts", import.meta.url).href);
  if (!awaited) worker.unref();
  const stop = () => worker.postMessage("stop" satisfies JobOrder);
  return new Promise<Jobs[N]["result"]>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<JobReply>) => {
      if ("event" in data) onEvent?.(data.event);
      else if ("result" in data) resolve(data.result as Jobs[N]["result"]);
      else reject(asError(data.error));
    };
    worker.onerror = (event) => reject(new Error(`the thread of the ${name} failed: ${event.message}`));
    worker.postMessage({ name, input } as JobOrder);
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
  }).finally(() => {
    signal?.removeEventListener("abort", stop);
    worker.terminate();
  });
}

function asError(error: Extract<JobReply, { error: unknown }>["error"]): Error {
  if (!("code" in error)) return new Error(`${error.name}: ${error.message}`);
  return new ReseederError(error.code as ReseederError["code"], error.message, { hint: error.hint });
}

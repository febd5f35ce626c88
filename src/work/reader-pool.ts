import { availableParallelism } from "node:os";
import { decodeResults } from "./read-message.ts";
import { type ReadResult, TorrentFileReader } from "./torrent-file.ts";

/** What a worker is asked to read, it answers with `encodeResults`. */
export interface ReadJob {
  paths: string[];
  withSha1: boolean;
}

/** Files of one message to a worker: large enough that the message costs little, small enough to show progress. */
const FILES_PER_JOB = 64;
/** Fewer files than this are read here: starting workers would take longer. */
const WORTH_WORKERS = 400;
/** Jobs that a worker has waiting, so that it never idles while this thread writes. */
const JOBS_AHEAD = 3;

/**
 * Reads many .torrent files on all cores and yields the results of a job at a time, in no particular order.
 * @param paths absolute
 */
export async function* readAll(
  paths: readonly string[],
  withSha1: boolean,
  signal?: AbortSignal,
): AsyncGenerator<{ paths: string[]; results: ReadResult[] }> {
  const jobs = jobsOf(paths);
  const threads = Math.min(availableParallelism(), 4);
  if (paths.length < WORTH_WORKERS || threads < 2) {
    const reader = new TorrentFileReader();
    for (const job of jobs) {
      if (signal?.aborted) return;
      yield { paths: job, results: job.map((path) => reader.read(path, withSha1)) };
    }
    return;
  }
  yield* readInWorkers(jobs, withSha1, threads, signal);
}

function* jobsOf(paths: readonly string[]): Generator<string[]> {
  for (let start = 0; start < paths.length; start += FILES_PER_JOB) yield paths.slice(start, start + FILES_PER_JOB);
}

async function* readInWorkers(
  jobs: Generator<string[]>,
  withSha1: boolean,
  threads: number,
  signal?: AbortSignal,
): AsyncGenerator<{ paths: string[]; results: ReadResult[] }> {
  const done: { paths: string[]; results: ReadResult[] }[] = [];
  let failure: unknown = null;
  let outstanding = 0;
  let wake = () => {};
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL("./scan.worker.ts", import.meta.url).href);
    const asked: string[][] = [];
    const ask = () => {
      const next = signal?.aborted ? undefined : jobs.next().value;
      if (!next) return;
      asked.push(next);
      outstanding++;
      worker.postMessage({ paths: next, withSha1 } satisfies ReadJob);
    };
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
      outstanding--;
      done.push({ paths: asked.shift() ?? [], results: decodeResults(data) });
      ask();
      wake();
    };
    worker.onerror = (event) => {
      failure ??= new Error(`a reader thread failed: ${event.message}`);
      wake();
    };
    for (let i = 0; i < JOBS_AHEAD; i++) ask();
    return worker;
  });
  try {
    while (outstanding > 0 || done.length > 0) {
      if (failure) throw failure;
      const next = done.shift();
      if (next) {
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

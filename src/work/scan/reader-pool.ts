import { availableParallelism } from "node:os";
import { type Hashes, type ReadResult, TorrentFileReader } from "../files/torrent-file.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { decodeResults, type ReadJob } from "./read-message.ts";

/** Files of one message to a worker: large enough that the message costs little, small enough to show progress. */
const FILES_PER_JOB = 64;
/** Fewer files than this are read here: starting a thread would take longer. */
const WORTH_WORKERS = 400;
/** Jobs that a worker has waiting, so that it never idles while this thread writes. */
const JOBS_AHEAD = 12;

/** One job's files and what became of them. */
export interface ReadBatch {
  /** Below the folder. */
  paths: string[];
  results: ReadResult[];
}

/**
 * Reads many .torrent files on all cores and yields the results of a job at a time, in no particular order. This thread
 * reads too whenever no worker has results for it: one warm thread less to make.
 * @param folder absolute path
 * @param paths below the folder
 */
export async function* readAll(
  folder: string,
  paths: readonly string[],
  hashes: Hashes,
  signal?: AbortSignal,
): AsyncGenerator<ReadBatch> {
  const jobs = jobsOf(paths, signal);
  const reader = new TorrentFileReader();
  const threads = paths.length < WORTH_WORKERS ? 0 : Math.min(availableParallelism(), 4) - 1;
  const pool = new ReaderPool(jobs, folder, hashes, threads);
  try {
    while (true) {
      const batch = pool.take();
      if (batch) {
        yield batch;
        continue;
      }
      const job = jobs.next().value;
      if (job) yield { paths: job, results: job.map((path) => reader.read(`${folder}/${path}`, hashes)) };
      else if (pool.outstanding === 0) return;
      else await pool.wait();
      await yieldToEventLoop();
    }
  } finally {
    pool.close();
  }
}

function* jobsOf(paths: readonly string[], signal?: AbortSignal): Generator<string[], undefined> {
  for (let start = 0; start < paths.length && !signal?.aborted; start += FILES_PER_JOB) {
    yield paths.slice(start, start + FILES_PER_JOB);
  }
}

/** Worker threads that take jobs from one list. */
class ReaderPool {
  /** Jobs that are being read, or read and not taken yet. */
  outstanding = 0;
  private readonly done: ReadBatch[] = [];
  private failure: Error | null = null;
  private wake = () => {};
  private readonly workers: Worker[];

  constructor(
    private readonly jobs: Generator<string[], undefined>,
    private readonly folder: string,
    private readonly hashes: Hashes,
    threads: number,
  ) {
    this.workers = Array.from({ length: threads }, () => this.start());
  }

  /** A finished job, if there is one. */
  take(): ReadBatch | undefined {
    if (this.failure) throw this.failure;
    const batch = this.done.shift();
    if (batch) this.outstanding--;
    return batch;
  }

  /** Waits until a job is finished. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (this.done.length > 0 || this.failure) resolve();
    });
  }

  close(): void {
    for (const worker of this.workers) worker.terminate();
  }

  private start(): Worker {
    const worker = new Worker(new URL("./scan.worker.ts", import.meta.url).href);
    const asked: string[][] = [];
    const ask = () => {
      const job = this.jobs.next().value;
      if (!job) return;
      asked.push(job);
      this.outstanding++;
      worker.postMessage({ folder: this.folder, paths: job, hashes: this.hashes } satisfies ReadJob);
    };
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
      this.done.push({ paths: asked.shift() ?? [], results: decodeResults(data) });
      ask();
      this.wake();
    };
    worker.onerror = (event) => {
      this.failure ??= new Error(`a reader thread failed: ${event.message}`);
      this.wake();
    };
    for (let i = 0; i < JOBS_AHEAD; i++) ask();
    return worker;
  }
}

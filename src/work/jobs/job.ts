import { ReseederError } from "../../core/errors.ts";
import type { JobName, JobOrder, JobReply, Jobs } from "./jobs.ts";

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

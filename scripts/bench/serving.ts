import { readFileSync } from "node:fs";
import { join } from "node:path";
import { torrentPath } from "../corpus.ts";
import { post } from "./http-client.ts";
import type { IndexedTracker } from "./matching.ts";
import { type Figure, median, memoryOf, pairUp, quantile, timed } from "./measure.ts";
import { library } from "./requests.ts";

/** Full answers of the compiled program over HTTP, its memory, and whether it still answers others meanwhile. */
export async function benchServing(
  program: string,
  tracker: IndexedTracker & { folder: string },
  runs: number,
): Promise<Figure[]> {
  // Else it takes in the words of all torrents meanwhile.
  const words = Bun.spawn([program, "torrents", "list", "--search", "x", "--db", tracker.database], {
    stdout: "ignore",
    stderr: "ignore",
  });
  await words.exited;
  const server = Bun.spawn([program, "serve", "--db", tracker.database, "--port", "0"], {
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    const url = await address(server.stdout);
    const body = JSON.stringify({ user_id: "bench", phase: 1, files: library(tracker.seed, tracker.options, 10_000) });
    const ask = () => post(Number(new URL(url).port), "/match/phase1", body);
    await (await fetch(`${url}/health`)).text();
    const idle = memoryOf(server.pid, "VmRSS") ?? Number.NaN;
    const { matched_torrents: torrents } = (await (
      await fetch(`${url}/match/phase1`, { method: "POST", body })
    ).json()) as { matched_torrents: { torrent_id: number }[] };
    const { bytes } = await ask();
    const paths = torrents.map(({ torrent_id }) => join(tracker.folder, torrentPath(torrent_id, "flat")));
    const whole = await pairUp(
      runs,
      () => timed(ask),
      () => timed(() => paths.map((path) => readFileSync(path).toString("base64"))),
    );
    const latencies = await healthDuring(url, ask, runs);
    await Promise.all(Array.from({ length: 16 }, ask));
    const megabytes = (bytes / 1e6).toFixed(0);
    return [
      {
        what: `answer over HTTP, ${torrents.length} torrents, ${megabytes} MB, against read and base64`,
        ...whole,
        unit: "ms",
        must: 3,
        aim: 1.5,
      },
      { what: "/health meanwhile, 99th percentile", ours: quantile(latencies, 0.99), unit: "ms", must: 50 },
      { what: "/health meanwhile, median", ours: median(latencies), unit: "ms" },
      { what: "memory of serve, idle", ours: idle, unit: "MB", must: 80, aim: 60 },
      {
        what: "peak with 16 full answers in flight",
        ours: memoryOf(server.pid, "VmHWM") ?? Number.NaN,
        unit: "MB",
        must: 300,
        aim: 200,
      },
    ];
  } finally {
    server.kill("SIGTERM");
    await server.exited;
  }
}

/** Milliseconds of /health, asked again and again while full answers are being made. */
async function healthDuring(url: string, ask: () => Promise<unknown>, runs: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let run = 0; run < runs; run++) {
    let done = false;
    const answering = ask().finally(() => {
      done = true;
    });
    while (!done) latencies.push(await timed(async () => (await fetch(`${url}/health`)).text()));
    await answering;
  }
  return latencies;
}

/** Where a server that was just started says that it listens. */
export async function address(output: ReadableStream<Uint8Array>): Promise<string> {
  const { value } = await output.getReader().read();
  const url = /http:\/\/[^\s;]+/.exec(new TextDecoder().decode(value))?.[0];
  if (!url) throw new Error("serve did not say where it listens");
  return url;
}

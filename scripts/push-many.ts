// Pushes a generated tracker into a running `serve`, in archives, and asks /health all the while:
//   bun scripts/push-many.ts --program FILE [--torrents N] [--per-push N] [--format tar|zip|empty] [--small]
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TAR_END, tarEntry } from "../src/core/archive/tar-writer.ts";
import { ZipWriter } from "../src/core/archive/zip-writer.ts";
import { nativeCrc32 } from "../src/core/hashing/native-digests.ts";
import { median, memoryOf, quantile } from "./bench/measure.ts";
import { type CorpusOptions, DEFAULT_SIZE, generateTorrent } from "./corpus.ts";

/** `empty`: a TAR of files without content, each of which is rejected. */
export type PushFormat = "tar" | "zip" | "empty";

export interface PushManyOptions {
  /** The program and its first arguments. */
  program: readonly string[];
  torrents: number;
  /** Torrents of one archive. */
  perPush: number;
  format: PushFormat;
  /** Torrents of 1 kB in place of 26. */
  small: boolean;
}

export interface PushedMany {
  added: number;
  known: number;
  rejected: number;
  /** Of all bodies together. */
  bytes: number;
  seconds: number;
  peakMb: number | null;
  databaseMb: number;
  /** Milliseconds of the answers of /health meanwhile. */
  health: { count: number; median: number; p99: number; most: number };
}

const SEED = 7;

/** Starts a server in a folder of its own, pushes everything, ends it and removes the folder. */
export async function pushMany({ program, torrents, perPush, format, small }: PushManyOptions): Promise<PushedMany> {
  const folder = mkdtempSync(join(tmpdir(), "reseeder-push-"));
  const database = join(folder, "reseeder.db");
  const run = (...args: string[]) => Bun.spawnSync([...program, ...args, "--db", database], { cwd: folder });
  run("torrents", "import", folder);
  const token = run("token", "create", "pusher", "--scope", "manage").stdout.toString().trim();
  const child = Bun.spawn([...program, "serve", "--port", "0", "--db", database], {
    cwd: folder,
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    const url = await addressOf(child.stdout);
    const prober = new Prober(`${url}/health`);
    const counts = { added: 0, known: 0, rejected: 0, bytes: 0 };
    const since = performance.now();
    for (let from = 0; from < torrents; from += perPush) {
      const options = {
        torrents,
        files: Math.round((torrents * DEFAULT_SIZE.files) / DEFAULT_SIZE.torrents),
        small,
      };
      const body = archive(format, options, from, Math.min(torrents, from + perPush), (bytes) => {
        counts.bytes += bytes;
      });
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/api/v1/torrents`, { method: "POST", body, headers });
      const said = (await response.json()) as { added: number; known: number; rejected: number; message?: string };
      if (!response.ok) throw new Error(`${response.status}: ${said.message}`);
      counts.added += said.added;
      counts.known += said.known;
      counts.rejected += said.rejected;
    }
    const seconds = (performance.now() - since) / 1000;
    const health = await prober.stop();
    const peakMb = memoryOf(child.pid, "VmHWM");
    child.kill("SIGTERM");
    await child.exited;
    return { ...counts, seconds, peakMb, databaseMb: statSync(database).size / 1e6, health };
  } finally {
    child.kill("SIGKILL");
    await child.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An archive that is made while it is sent. */
function archive(
  format: PushFormat,
  options: CorpusOptions,
  from: number,
  to: number,
  onBytes: (bytes: number) => void,
): ReadableStream<Uint8Array> {
  const parts = function* () {
    const zip = new ZipWriter(nativeCrc32);
    for (let i = from; i < to; i++) {
      const bytes = format === "empty" ? new Uint8Array() : generateTorrent(SEED, i, options).bytes;
      yield* format === "zip" ? zip.add(`${i}.torrent`, bytes) : tarEntry(`${i}.torrent`, bytes);
    }
    yield* format === "zip" ? zip.finish() : [TAR_END];
  };
  const iterator = parts();
  return new ReadableStream({
    pull(controller) {
      const pieces: Uint8Array[] = [];
      for (let size = 0; size < 256 * 1024; ) {
        const { done, value } = iterator.next();
        if (done) break;
        pieces.push(value);
        size += value.length;
      }
      if (pieces.length === 0) return controller.close();
      const chunk = Buffer.concat(pieces);
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
}

/** Asks an address again and again, and notes how long each answer takes. */
class Prober {
  private readonly times: number[] = [];
  private running = true;
  private readonly ended: Promise<void>;

  constructor(private readonly url: string) {
    this.ended = this.run();
  }

  async stop(): Promise<PushedMany["health"]> {
    this.running = false;
    await this.ended;
    const { times } = this;
    return { count: times.length, median: median(times), p99: quantile(times, 0.99), most: quantile(times, 1) };
  }

  private async run(): Promise<void> {
    while (this.running) {
      const since = performance.now();
      const response = await fetch(this.url);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`/health answered ${response.status}`);
      this.times.push(performance.now() - since);
      await Bun.sleep(20);
    }
  }
}

async function addressOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of stdout) {
    said += decoder.decode(chunk, { stream: true });
    const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (url) return url;
  }
  throw new Error(`serve did not start: ${said}`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      program: { type: "string" },
      torrents: { type: "string", default: "100000" },
      "per-push": { type: "string", default: "25000" },
      format: { type: "string", default: "tar" },
      small: { type: "boolean", default: false },
    },
  });
  if (!values.program) throw new Error("--program FILE: the compiled program");
  const result = await pushMany({
    program: [values.program],
    torrents: Number(values.torrents),
    perPush: Number(values["per-push"]),
    format: values.format as PushFormat,
    small: values.small,
  });
  console.log(JSON.stringify(result));
}

import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { bytesToHex } from "../../core/hex.ts";
import { redact } from "../../core/redact.ts";
import { showAddress } from "../../core/scrape/scrape-url.ts";
import { rejectionOf } from "../../core/scrape/tracker-reason.ts";
import {
  CONNECTION_MS,
  connectPacket,
  MAX_UDP_HASHES,
  readUdpAnswer,
  scrapePacket,
  type UdpAnswer,
} from "../../core/scrape/udp-scrape.ts";
import { errorMessage } from "../../core/thrown-error.ts";
import { fault, type SourceReply, type TrackerSource } from "./tracker-source.ts";

export interface UdpSourceOptions {
  limit: number;
  /** How long an answer is waited for before the packet is sent again, and the tracker given up after the last. */
  triesMs?: readonly number[];
  clock?: () => number;
}

/** Packets get lost. BEP 15 waits 15 s and twice as long each time, for clients that can wait. */
const TRIES_MS = [2_000, 3_000, 5_000];

/** A tracker that is scraped over UDP (BEP 15). One question at a time. */
export class UdpSource implements TrackerSource {
  readonly name: string;
  readonly limit: number;
  readonly isOrdered = true;
  private readonly triesMs: readonly number[];
  private readonly clock: () => number;
  private socket: Socket | null = null;
  private connection: { id: bigint; until: number } | null = null;

  constructor(
    private readonly address: { host: string; port: number },
    { limit, triesMs = TRIES_MS, clock = Date.now }: UdpSourceOptions,
  ) {
    this.name = showAddress({ kind: "udp", ...address });
    this.limit = Math.min(limit, MAX_UDP_HASHES);
    this.triesMs = triesMs;
    this.clock = clock;
  }

  async ask(hashes: readonly Uint8Array[], signal: AbortSignal): Promise<SourceReply> {
    try {
      const fresh = this.connection === null || this.connection.until <= this.clock();
      const reply = await this.scrape(hashes, signal);
      // A tracker that was started anew knows no connection of before.
      if (reply.action === "error" && !fresh) {
        this.connection = null;
        return replyOf(await this.scrape(hashes, signal), hashes);
      }
      return replyOf(reply, hashes);
    } catch (error) {
      this.close();
      if (signal.aborted) return fault("failed", "stopped");
      return fault("failed", redact(errorMessage(error)));
    }
  }

  close(): void {
    this.socket?.close();
    this.socket = null;
    this.connection = null;
  }

  private async scrape(hashes: readonly Uint8Array[], signal: AbortSignal): Promise<UdpAnswer> {
    const now = this.clock();
    if (this.connection === null || this.connection.until <= now) {
      const answer = await this.exchange("connect", connectPacket, signal);
      if (answer.action !== "connect") return answer;
      this.connection = { id: answer.connection, until: now + CONNECTION_MS };
    }
    const { id } = this.connection;
    return this.exchange("scrape", (transaction) => scrapePacket(id, transaction, hashes), signal);
  }

  /** Sends a packet until the answer to it comes: one with its transaction, from the tracker's address. */
  private async exchange(
    action: "connect" | "scrape",
    packetOf: (transaction: number) => Uint8Array,
    signal: AbortSignal,
  ): Promise<UdpAnswer> {
    const socket = await this.open(signal);
    const transaction = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const packet = packetOf(transaction);
    const settled = Promise.withResolvers<UdpAnswer>();
    const onMessage = (message: Uint8Array) => {
      const answer = readUdpAnswer(message);
      if (answer?.transaction !== transaction) return;
      if (answer.action === action || answer.action === "error") settled.resolve(answer);
    };
    const onError = () => settled.reject(new Error("connection refused"));
    const onAbort = () => settled.reject(new Error("stopped"));
    socket.on("message", onMessage);
    socket.on("error", onError);
    signal.addEventListener("abort", onAbort);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = (turn: number) => {
      const wait = this.triesMs[turn];
      if (wait === undefined) return settled.reject(new Error("no response in time"));
      socket.send(packet, (error) => error && onError());
      timer = setTimeout(() => send(turn + 1), wait);
    };
    try {
      if (signal.aborted) onAbort();
      else send(0);
      return await settled.promise;
    } finally {
      clearTimeout(timer);
      socket.off("message", onMessage);
      socket.off("error", onError);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** A socket that takes packets from the tracker's address only. */
  private async open(signal: AbortSignal): Promise<Socket> {
    if (this.socket) return this.socket;
    const { address, family } = await bounded(lookup(this.address.host), this.triesMs[0] ?? 0, signal);
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    // Errors between two questions are nobody's.
    socket.on("error", () => {});
    this.socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(this.address.port, address, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    return socket;
  }
}

function replyOf(answer: UdpAnswer, hashes: readonly Uint8Array[]): SourceReply {
  if (answer.action === "error") {
    const kind = rejectionOf(answer.reason);
    return fault(kind === "other" ? "failed" : kind, redact(answer.reason));
  }
  if (answer.action !== "scrape" || answer.counts.length === 0) return fault("failed", "response without a count");
  const pairs = answer.counts
    .slice(0, hashes.length)
    .map((count, i) => [bytesToHex(hashes[i] ?? NONE), count] as const);
  return { counts: new Map(pairs) };
}

const NONE = new Uint8Array();

async function bounded<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("host name lookup timed out")), ms);
  const stop = () => late.reject(new Error("stopped"));
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

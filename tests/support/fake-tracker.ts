import { createSocket, type Socket } from "node:dgram";

/** Counts of one torrent, as a fake tracker gives them. */
export type FakeCount = readonly [seeders: number, leechers: number];

/** The info-hashes of a scrape's query in hex, in their order; the bytes are read without any code of ours. */
function askedHashes(url: string): string[] {
  const query = url.slice(url.indexOf("?") + 1);
  return query
    .split("&")
    .filter((part) => part.startsWith("info_hash="))
    .map((part) => Buffer.from(unescape(part.slice("info_hash=".length)), "latin1").toString("hex"));
}

/** A bencoded answer to a scrape, written by hand. */
export function scrapeAnswer(counts: Iterable<readonly [hash: string, count: FakeCount]>): Uint8Array<ArrayBuffer> {
  const files = [...counts].map(
    ([hash, [seeders, leechers]]) =>
      `20:${Buffer.from(hash, "hex").toString("latin1")}d8:completei${seeders}e10:downloadedi9e10:incompletei${leechers}ee`,
  );
  return Uint8Array.from(Buffer.from(`d5:filesd${files.join("")}ee`, "latin1"));
}

/** A tracker over HTTP on loopback, which answers as a test says. */
export class FakeHttpTracker implements AsyncDisposable {
  /** Path and query of every request. */
  readonly asked: string[] = [];
  private readonly server: ReturnType<typeof Bun.serve>;

  constructor(answer: (hashes: string[], request: Request) => Response | Promise<Response>) {
    this.server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      idleTimeout: 0,
      fetch: (request) => {
        this.asked.push(request.url.slice(this.url.length));
        return answer(askedHashes(request.url), request);
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop(true);
  }
}

/** A packet that a fake UDP tracker got. */
export interface Packet {
  connection: bigint;
  action: number;
  transaction: number;
  hashes: string[];
}

/** A tracker over UDP on loopback: `answer` is called for each packet, and what it gives is sent back. */
export class FakeUdpTracker implements AsyncDisposable {
  readonly packets: Packet[] = [];

  private constructor(private readonly socket: Socket) {}

  static async start(answer: (packet: Packet, nth: number) => (Uint8Array | null)[]): Promise<FakeUdpTracker> {
    const socket = createSocket("udp4");
    const tracker = new FakeUdpTracker(socket);
    socket.on("message", (message, { port, address }) => {
      const hashes = Array.from({ length: Math.floor((message.length - 16) / 20) }, (_, i) =>
        message.subarray(16 + 20 * i, 36 + 20 * i).toString("hex"),
      );
      const packet = {
        connection: message.readBigUInt64BE(0),
        action: message.readUInt32BE(8),
        transaction: message.readUInt32BE(12),
        hashes,
      };
      tracker.packets.push(packet);
      for (const reply of answer(packet, tracker.packets.length)) if (reply) socket.send(reply, port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return tracker;
  }

  get port(): number {
    return this.socket.address().port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }
}

/** The packet that hands out a connection id. */
export function connected(transaction: number, connection: bigint): Uint8Array {
  const packet = Buffer.alloc(16);
  packet.writeUInt32BE(0, 0);
  packet.writeUInt32BE(transaction, 4);
  packet.writeBigUInt64BE(connection, 8);
  return packet;
}

/** The packet that gives counts. */
export function scraped(transaction: number, counts: readonly FakeCount[]): Uint8Array {
  const packet = Buffer.alloc(8 + 12 * counts.length);
  packet.writeUInt32BE(2, 0);
  packet.writeUInt32BE(transaction, 4);
  for (const [i, [seeders, leechers]] of counts.entries()) {
    packet.writeUInt32BE(seeders, 8 + 12 * i);
    packet.writeUInt32BE(leechers, 16 + 12 * i);
  }
  return packet;
}

/** The packet that rejects. */
export function rejected(transaction: number, reason: string): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(3, 0);
  header.writeUInt32BE(transaction, 4);
  return Buffer.concat([header, Buffer.from(reason)]);
}

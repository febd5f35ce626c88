import { plausibleCount, type SwarmCount } from "./swarm-count.ts";
import { reasonText } from "./tracker-reason.ts";

/** Info-hashes in one packet (BEP 15). */
export const MAX_UDP_HASHES = 74;

const PROTOCOL_ID = 0x41727101980n;
const CONNECT = 0;
const SCRAPE = 2;
const ERROR = 3;
const HEADER = 8;
const COUNTS = 12;

/** A connection id is good for a minute on the client's side (BEP 15). */
export const CONNECTION_MS = 60_000;

/** What a tracker answers, by its transaction; null stands for a packet that is none of these. */
export type UdpAnswer =
  | { action: "connect"; transaction: number; connection: bigint }
  /** In the order of the question, and perhaps fewer; null for counts that cannot be true. */
  | { action: "scrape"; transaction: number; counts: (SwarmCount | null)[] }
  | { action: "error"; transaction: number; reason: string };

/** The packet that asks for a connection id (BEP 15). @param transaction 32 random bits */
export function connectPacket(transaction: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setBigUint64(0, PROTOCOL_ID);
  view.setUint32(8, CONNECT);
  view.setUint32(12, transaction);
  return new Uint8Array(view.buffer);
}

/**
 * The packet that asks for counts (BEP 15).
 * @param hashes 20 bytes each, at most `MAX_UDP_HASHES`
 * @throws RangeError for more, or of another length
 */
export function scrapePacket(connection: bigint, transaction: number, hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length > MAX_UDP_HASHES || hashes.some(({ length }) => length !== 20)) {
    throw new RangeError(`expected at most ${MAX_UDP_HASHES} info-hashes of 20 bytes, got ${hashes.length}`);
  }
  const packet = new Uint8Array(16 + 20 * hashes.length);
  const view = new DataView(packet.buffer);
  view.setBigUint64(0, connection);
  view.setUint32(8, SCRAPE);
  view.setUint32(12, transaction);
  for (const [i, hash] of hashes.entries()) packet.set(hash, 16 + 20 * i);
  return packet;
}

/** Reads a tracker's packet (BEP 15). Counts are 32 bits without a sign, so one below zero is absurd and becomes null. */
export function readUdpAnswer(packet: Uint8Array): UdpAnswer | null {
  if (packet.length < HEADER) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const transaction = view.getUint32(4);
  switch (view.getUint32(0)) {
    case CONNECT:
      return packet.length < 16 ? null : { action: "connect", transaction, connection: view.getBigUint64(8) };
    case SCRAPE: {
      const counts: (SwarmCount | null)[] = [];
      for (let at = HEADER; at + COUNTS <= packet.length; at += COUNTS) {
        counts.push(plausibleCount(view.getUint32(at), view.getUint32(at + 8)));
      }
      return { action: "scrape", transaction, counts };
    }
    case ERROR:
      return { action: "error", transaction, reason: reasonText(packet.subarray(HEADER)) };
    default:
      return null;
  }
}

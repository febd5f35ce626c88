import { hexToBytes } from "../hex.ts";
import { isObject } from "../json-text.ts";

/** A torrent as `GET /t` of UDPT lists it. */
export interface UdptTorrent {
  /** 40 lower-case digits. */
  hash: string;
  infoHash: Uint8Array;
  isFlagged: boolean;
  /** Whether anybody is in its swarm; how many, and who seeds, its counts do not tell. */
  hasPeers: boolean;
}

/**
 * Reads a page of `GET /t`. Its counts are wrong in themselves (a seeder that uploaded nothing counts as a leecher,
 * leechers go below none and come as 4294967295); that both are zero is right.
 * @returns null for what is no such page: a torrent whose flag is not understood must never pass for one without
 */
export function readUdptPage(value: unknown): UdptTorrent[] | null {
  if (!Array.isArray(value)) return null;
  const torrents: UdptTorrent[] = [];
  for (const each of value as unknown[]) {
    if (!isObject(each)) return null;
    const { info_hash: text, is_flagged: isFlagged, seeders, leechers } = each;
    const infoHash = typeof text === "string" ? hexToBytes(text, 20) : null;
    if (infoHash === null || typeof isFlagged !== "boolean") return null;
    torrents.push({
      hash: String(text).toLowerCase(),
      infoHash,
      isFlagged,
      hasPeers: seeders !== 0 || leechers !== 0,
    });
  }
  return torrents;
}

/**
 * Counts the swarm of `GET /t/HASH` by its peers: one that has stopped stays among them for two hours, and one address
 * comes as often as it had peer ids.
 * @returns null for what is no such answer
 */
export function countUdptPeers(value: unknown): { seeders: number; leechers: number } | null {
  const peers = isObject(value) ? value["peers"] : null;
  if (!Array.isArray(peers)) return null;
  const seeders = new Set<string>();
  const others = new Set<string>();
  for (const peer of peers as unknown[]) {
    const state: unknown = Array.isArray(peer) ? peer[1] : null;
    if (!isObject(state)) return null;
    const { ip, left, event } = state;
    if (typeof ip !== "string" || typeof left !== "number") return null;
    if (event !== "Stopped") (left === 0 ? seeders : others).add(ip);
  }
  for (const ip of seeders) others.delete(ip);
  return { seeders: seeders.size, leechers: others.size };
}

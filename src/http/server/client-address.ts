import { formatAddress, isInside, type Network, parseAddress } from "../../core/access/networks.ts";

/** The other end of a connection over a socket in the file system: the proxy, for its permissions let nobody else in. */
export const SOCKET_PEER = "unix:";

/**
 * The client's address for the log. `X-Real-IP`, else the last hop of `X-Forwarded-For` that is no trusted proxy, count
 * only when the peer itself is one; `X-Real-IP` goes first because a proxy overwrites it and appends to the other.
 * @param peer address of the other end of the connection; null where there is none
 */
export function clientAddress(peer: string | null, headers: Headers, trusted: readonly Network[]): string | null {
  const address = peer === null ? null : parseAddress(peer);
  if (!isTrusted(peer, trusted)) return address && formatAddress(address);
  const real = parseHop(headers.get("x-real-ip") ?? "");
  if (real) return formatAddress(real);
  let client = address;
  for (const hop of (headers.get("x-forwarded-for") ?? "").split(",").reverse()) {
    const parsed = parseHop(hop);
    if (!parsed) break;
    client = parsed;
    if (!isInside(parsed, trusted)) break;
  }
  return client && formatAddress(client);
}

/** True when the other end of the connection is one of the proxies whose word is believed. */
export function isTrusted(peer: string | null, trusted: readonly Network[]): boolean {
  if (peer === SOCKET_PEER) return true;
  const address = peer === null ? null : parseAddress(peer);
  return address !== null && isInside(address, trusted);
}

/** An address that may have a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function parseHop(text: string): Uint8Array | null {
  const hop = text.trim();
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
  return parseAddress(bare);
}

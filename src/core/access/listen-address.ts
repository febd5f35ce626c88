import { formatAddress, isLoopback, parseAddress } from "./networks.ts";

/** Names that stand for every address of the machine, and the one of them by which it reaches itself. */
const EVERY: Readonly<Record<string, string>> = { "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1" };

const SOCKET = "unix:";

/** The path of a socket in the file system that `unix:/run/reseeder/api.sock` names; null for any other host. */
export function socketPath(host: string): string | null {
  return host.startsWith(SOCKET) ? host.slice(SOCKET.length) : null;
}

/** Where a server listens, as others are told: `http://0.0.0.0:8080`, `unix:/run/reseeder/api.sock`. */
export function listenAddress(host: string, port: number): string {
  if (socketPath(host) !== null) return host;
  // RFC 6874: the sign before a zone is escaped.
  return `http://${host.includes(":") ? `[${host.replace("%", "%25")}]` : host}:${port}`;
}

/** The host and port of what `listenAddress` made; a socket has no port. Null for any other text. */
export function readListenAddress(address: string): { host: string; port: number } | null {
  if (socketPath(address) !== null) return { host: address, port: 0 };
  const [, bracketed, plain, port] = /^http:\/\/(?:\[(.+)\]|([^:/]+)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed?.replace("%25", "%") ?? plain;
  return host === undefined ? null : { host, port: Number(port) };
}

/** The address to open in a browser on this machine, for a server that listens on `host`; a socket as it is. */
export function urlOf(host: string, port: number): string {
  const address = parseAddress(host);
  return listenAddress(EVERY[address ? formatAddress(address) : host] ?? host, port);
}

/** The same for what `listenAddress` made; any other text as it is. */
export function reachable(address: string): string {
  const read = readListenAddress(address);
  return read === null ? address : urlOf(read.host, read.port);
}

/** Whether nobody but this machine reaches a server that listens on `host`. */
export function isOnlyHere(host: string): boolean {
  return socketPath(host) !== null || isLoopback(host);
}

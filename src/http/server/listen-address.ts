import { formatAddress, parseAddress } from "../../core/access/networks.ts";

/** Names that stand for every address of the machine, and the one of them by which it reaches itself. */
const EVERY: Readonly<Record<string, string>> = { "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1" };

/** The address to open in a browser on this machine, for a server that listens on `host`. */
export function urlOf(host: string, port: number): string {
  const address = parseAddress(host);
  const reached = EVERY[address ? formatAddress(address) : host] ?? host;
  // RFC 6874: the sign before a zone is escaped.
  return `http://${reached.includes(":") ? `[${reached.replace("%", "%25")}]` : reached}:${port}`;
}

/** Whether nobody but this machine reaches an address. */
export function isLoopback(host: string): boolean {
  const bytes = parseAddress(host);
  if (!bytes) return host.toLowerCase() === "localhost";
  const address = formatAddress(bytes);
  return address === "::1" || address.startsWith("127.");
}

import { hostName } from "./foreign-page.ts";
import { parseAddress } from "./networks.ts";

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/;

/**
 * Reads names of hosts, separated by commas or spaces; a port is dropped.
 * @returns the names in lower case, and a sentence for each part that is none
 */
export function parseHosts(text: string): { hosts: Set<string>; problems: string[] } {
  const hosts = new Set<string>();
  const problems: string[] = [];
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const name = hostName(part);
    if (HOST_NAME.test(name) || parseAddress(name)) hosts.add(name);
    else problems.push(`expected a host name such as tracker.example, got ${JSON.stringify(part.slice(0, 80))}`);
  }
  return { hosts, problems };
}

/**
 * True for a `Host` that may be answered (match protocol, part 2, "Host"): all where no host is named, else those,
 * addresses and this machine's own names: another name may be one that a stranger has bound to this address.
 * @param host null where a request has none, which no browser sends
 */
export function isAllowedHost(host: string | null, allowed: ReadonlySet<string>): boolean {
  if (allowed.size === 0 || host === null) return true;
  const name = hostName(host);
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  return parseAddress(name) !== null || allowed.has(name);
}

/** An IPv4 or IPv6 network as 16 bytes (IPv4 as `::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2) and a prefix length. */
export interface Network {
  bytes: Uint8Array;
  prefix: number;
}

/** The 16 bytes of an IPv4 or IPv6 address (a zone such as `%eth0` is dropped); null for any other text. */
export function parseAddress(text: string): Uint8Array | null {
  const address = text.trim().replace(/%.*$/, "");
  if (address.length > 45) return null;
  const v4 = parseV4(address);
  if (v4) return Uint8Array.of(...MAPPED, ...v4);
  return parseV6(address);
}

/**
 * Reads addresses and networks in CIDR form, separated by commas or spaces.
 * @returns the networks, and a sentence for each part that is none
 */
export function parseNetworks(text: string): { networks: Network[]; problems: string[] } {
  const networks: Network[] = [];
  const problems: string[] = [];
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const network = parseNetwork(part);
    if (network) networks.push(network);
    else problems.push(`expected an address or a network such as 10.0.0.0/8, got ${JSON.stringify(part.slice(0, 80))}`);
  }
  return { networks, problems };
}

/** Whether only this machine has a host: `localhost`, or a loopback address (RFC 1122, RFC 4291), in brackets or not. */
export function isLoopback(host: string): boolean {
  const bytes = parseAddress(host.replace(/^\[(.*)\]$/, "$1"));
  if (!bytes) return host.toLowerCase() === "localhost";
  const address = formatAddress(bytes);
  return address === "::1" || address.startsWith("127.");
}

/** True when one of the networks holds the address. */
export function isInside(address: Uint8Array, networks: readonly Network[]): boolean {
  return networks.some(({ bytes, prefix }) => sharesPrefix(address, bytes, prefix));
}

/** An address as people write it: IPv4 dotted, IPv6 in the short form of RFC 5952. */
export function formatAddress(bytes: Uint8Array): string {
  if (isMapped(bytes)) return bytes.subarray(12).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  let [start, length] = [0, 0];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(":");
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** What one customer is known by: an address in IPv4, the /64 in IPv6, and any other text as it is. */
export function networkOf(address: string): string {
  const bytes = parseAddress(address);
  if (!bytes) return address;
  return isMapped(bytes) ? formatAddress(bytes) : `${formatAddress(bytes.slice().fill(0, NETWORK_BYTES))}/64`;
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
/** Of the network that one customer has at least, in IPv6. */
const NETWORK_BYTES = 8;

function isMapped(bytes: Uint8Array): boolean {
  return MAPPED.every((byte, index) => bytes[index] === byte);
}

function parseNetwork(text: string): Network | null {
  const [address = "", length, ...rest] = text.split("/");
  const bytes = parseAddress(address);
  if (!bytes || rest.length > 0) return null;
  const bits = address.includes(":") ? 128 : 32;
  if (length === undefined) return { bytes, prefix: 128 };
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits) return null;
  return { bytes, prefix: Number(length) + 128 - bits };
}

function parseV4(text: string): number[] | null {
  // A leading zero may mean octal elsewhere, so it is no address here.
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (!parts?.every((part) => Number(part) <= 255 && String(Number(part)) === part)) return null;
  return parts.map(Number);
}

function parseV6(text: string): Uint8Array | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return null;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 2 : missing !== 0) return null;
  return Uint8Array.of(...head, ...new Array<number>(missing).fill(0), ...(tail ?? []));
}

/** Bytes of groups separated by `:`, where the last one may be a dotted IPv4 address. */
function parseGroups(text: string, isLast: boolean): number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
      continue;
    }
    const v4 = isLast && index === groups.length - 1 ? parseV4(group) : null;
    if (!v4) return null;
    bytes.push(...v4);
  }
  return bytes;
}

function sharesPrefix(a: Uint8Array, b: Uint8Array, prefix: number): boolean {
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false;
  const rest = prefix & 7;
  return rest === 0 || (((a[whole] ?? 0) ^ (b[whole] ?? 0)) & (0xff00 >> rest) & 0xff) === 0;
}

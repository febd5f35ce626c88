import { formatAddress, parseAddress } from "./networks.ts";

/** IPv4 as IPv6 (RFC 4291, section 2.5.5.2) begins with ten zeros and two of these. */
const MAPPED_AT = 10;
/** Bytes of the network that one customer has at least, in IPv6. */
const NETWORK = 8;

/** What one customer is known by: an address in IPv4, the /64 in IPv6, and any other text as it is. */
export function networkOf(address: string): string {
  const bytes = parseAddress(address);
  if (!bytes) return address;
  const isV4 = bytes.subarray(0, MAPPED_AT).every((byte) => byte === 0) && bytes[MAPPED_AT] === 0xff;
  return isV4 ? formatAddress(bytes) : `${formatAddress(bytes.slice().fill(0, NETWORK))}/64`;
}

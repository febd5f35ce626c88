import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Ways to compress an answer, the shortest result first. */
const CODINGS = ["br", "gzip"] as const;
type Coding = (typeof CODINGS)[number];

/** Content that is the same for everybody, ready to be sent. */
export interface Asset {
  headers: Readonly<Record<string, string>>;
  /** Without its quotes. */
  tag: string;
  plain: Uint8Array;
  compressed: Readonly<Record<Coding, Uint8Array>>;
}

/** Of 4.4 MB of script, level 5 makes an eighth less than gzip's level 9 in a little less time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Compresses content, away from the event loop. @param headers its type, and what else its answers carry */
export async function prepareAsset(plain: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Asset> {
  const tag = createHash("sha256").update(plain).digest("base64url").slice(0, 22);
  const [br, gz] = await Promise.all([promisify(brotliCompress)(plain, BROTLI), promisify(gzip)(plain, { level: 9 })]);
  return { headers, tag, plain, compressed: { br, gzip: gz } };
}

/** Makes something the first time that it is asked for. */
export function once<T, Of extends unknown[]>(make: (...of: Of) => Promise<T>): (...of: Of) => Promise<T> {
  let made: Promise<T> | undefined;
  return (...of) => {
    made ??= make(...of);
    return made;
  };
}

/**
 * The coding to answer in, of an `Accept-Encoding` (RFC 9110, section 12.5.3).
 * @returns null where none of ours is wanted
 */
export function codingFor(acceptEncoding: string | null): Coding | null {
  const weights = new Map<string, number>();
  for (const item of (acceptEncoding ?? "").toLowerCase().split(",")) {
    const [coding = "", ...parameters] = item.split(";").map((part) => part.trim());
    const weight = parameters.find((each) => each.startsWith("q="))?.slice(2);
    weights.set(coding, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weigh = (coding: string): number => weights.get(coding) ?? weights.get("*") ?? 0;
  const best = CODINGS.reduce((a, b) => (weigh(b) > weigh(a) ? b : a));
  return weigh(best) > 0 ? best : null;
}

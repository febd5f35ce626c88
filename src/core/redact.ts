/** What stands in a log for a secret. */
export const MASK = "[masked]";

/** Fields whose whole value is a hash and no secret: info-hashes are printed everywhere. */
const HASH_FIELD = /(?:^|_)(?:info_?hash(?:_?v[12]|es)?|hash|sha1|sha256|pieces_?hash|pieces_?root)$/i;

/** Names of secrets, as fields and as parameters. */
const SECRET_NAME =
  "(?:pass[-_]?key|torrent[-_]?pass|auth[-_]?key|api[-_]?key|rss[-_]?key|user[-_]?key|" +
  "secret(?:[-_]?key)?|(?:[a-z]+[-_])?token|password|passwd|pwd)";
const HEADER_NAME = "(?:(?:proxy-)?authorization|(?:set-)?cookie)";
const SECRET_FIELD = new RegExp(`^(?:x[-_](?:[a-z]+[-_])?)?(?:${SECRET_NAME}|${HEADER_NAME})$`, "i");

/** `Cookie: a=1; b=2`, `Authorization: Digest x=1, y=2`: everything to the end of the line or of the quotes. */
const HEADER = new RegExp(`(?<![\\w-])(${HEADER_NAME})(["']?\\s*[:=]\\s*["']?)[^\\r\\n"']+`, "gi");
const SCHEME = /\b(bearer|basic|digest)(\s+)[\w.~+/=-]{8,}/gi;
/** `passkey=…`, `passkey: …`, `"passkey":"…"`. */
const ASSIGNED = new RegExp(
  `(?<![a-z])(${SECRET_NAME})(["']?\\s*(?:=|%3d|:)\\s*["']?)(?!\\[masked)[^\\s"'&;,)}\\]]+`,
  "gi",
);

/** What core/access/token.ts makes. */
const OWN_TOKEN = /\breseeder_[\w-]{20,}/g;

const ADDRESS = /\b(?:https?|udp|wss?|ftp):\/\/[^\s"'<>]+/gi;
const USER_INFO = /^([a-z]+:\/\/)[^/?#@]+@/i;
/** A long part of letters and digits: `/announce/KEY`, `/KEY/announce`, `/a/KEY/USERKEYannounce`, `?pid=KEY`. */
const KEY_IN_ADDRESS = /(?<=[/=])(?=[a-z]*\d)[a-z0-9]{16,}(?=$|[/?&#.;,)])/gi;
/** Short names that mean a secret in an address and something else in a sentence. */
const PARAMETER = /([?&;](?:auth|credential|key|pid|secure|uk)=)[^&;#]{6,}/gi;
const BESIDE_ANNOUNCE =
  /(?<![\w-])[a-z0-9]{16,}(?=\/(?:announce|scrape)\b)|(?<=\b(?:announce|scrape)\/)[a-z0-9]{16,}/gi;

/** MD5 and SHA-1 are what trackers make passkeys with; 64 digits may be a token. */
const HEX_RUN = /(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])/gi;
/** What says, just before a run of digits, that it is a hash. */
const HASH_BEFORE =
  /(?:info[-_ ]?hash(?:es|[-_ ]?v[12])?|bt[im]h|sha-?(?:1|256)|pieces[-_ ]?(?:hash|root))["']?[\s:=/(]{1,3}["']?$/i;
const TORRENT_BEFORE = /\btorrents?[ /]$/i;
/** Many trackers name a file after its info-hash. */
const FILE_AFTER = /^\.torrent\b/i;

/**
 * A text without the secrets that may stand in it: passkeys where trackers put them (in announce URLs, as `passkey=`),
 * tokens, passwords, `Authorization` and cookies. A bare run of 32, 40 or 64 hexadecimal digits is taken for a passkey
 * unless the words before it, or `.torrent` after it, say that it is a hash: what cannot be told apart is masked.
 */
export function redact(text: string): string {
  return text
    .replace(ADDRESS, redactAddress)
    .replace(OWN_TOKEN, MASK)
    .replace(ASSIGNED, `$1$2${MASK}`)
    .replace(HEADER, `$1$2${MASK}`)
    .replace(SCHEME, `$1$2${MASK}`)
    .replace(BESIDE_ANNOUNCE, MASK)
    .replace(HEX_RUN, (run, at: number, whole: string) => (isHashIn(run, at, whole) ? run : MASK));
}

function redactAddress(address: string): string {
  return address
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(PARAMETER, `$1${MASK}`)
    .replace(KEY_IN_ADDRESS, (part, at: number, whole: string) => (HASH_BEFORE.test(before(whole, at)) ? part : MASK));
}

function isHashIn(run: string, at: number, whole: string): boolean {
  if (run.length === 32) return false;
  const said = before(whole, at);
  const end = at + run.length;
  return HASH_BEFORE.test(said) || TORRENT_BEFORE.test(said) || FILE_AFTER.test(whole.slice(end, end + 9));
}

function before(text: string, at: number): string {
  return text.slice(Math.max(0, at - 24), at);
}

/** True for the name of a field that holds a secret: `passkey`, `torrent_pass`, `authkey`, `rsskey`, `X-Api-Key` … */
export function isSecretName(name: string): boolean {
  return SECRET_FIELD.test(name);
}

/** How deep fields are looked through; what lies deeper is left out. */
const MAX_DEPTH = 6;

/**
 * Fields of a log line without secrets: strings as `redact` leaves them, fields named after a secret masked whatever they
 * hold, errors as their message. A field named after a hash (`info_hash`, `sha1` …) keeps a value of 40 or 64 digits.
 */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactValue(name, value, depth)]));
}

function redactValue(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return value;
  if (SECRET_FIELD.test(name)) return MASK;
  if (typeof value === "string") return isHash(name, value) ? value : redact(value);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object") return value;
  if (value instanceof Error) return redact(value.message);
  if (depth === MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((each) => redactValue(name, each, depth + 1));
  return redactObject(value, depth + 1);
}

function isHash(name: string, value: string): boolean {
  return HASH_FIELD.test(name) && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(value);
}

import type { Random } from "../corpus/random.ts";
import type { Operation } from "./document.ts";
import { brokenBytes, brokenJson, type Known, oddText, valid } from "./values.ts";
import type { Sent } from "./wire.ts";

/** Who sends a request: without a token, with one that is none, or with one of some scope. */
export type Sender = "nobody" | "stranger" | "match" | "manage" | "metrics";

export interface Tried {
  sent: Sent;
  operation: Operation;
  sender: Sender;
  /** The target leads to the operation for sure. */
  isAimed: boolean;
  /** Not HTTP as it should be: the server may reject it before anything of ours sees it. */
  isMangled: boolean;
}

export interface Surroundings {
  operations: readonly Operation[];
  tokens: Readonly<Record<"match" | "manage" | "metrics", string>>;
  known: Known;
  /** Bodies that are no JSON: .torrent files, archives. */
  files: readonly Uint8Array[];
  /** Bodies longer than this are rejected. */
  maxBody: number;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
const JUNK_HEADERS: [string, string][] = [
  ["Content-Type", "text/html; charset=\xff"],
  ["Content-Type", "multipart/form-data; boundary=x"],
  ["Content-Encoding", "gzip"],
  ["Content-Encoding", "identity"],
  ["Accept", "application/xml"],
  ["Accept-Encoding", "br;q=2, *;q=0"],
  ["Range", "bytes=5-1"],
  ["If-None-Match", "*"],
  ["If-Modified-Since", "yesterday"],
  ["Expect", "100-continue"],
  ["Cookie", "a=b; ".repeat(200)],
  ["X-Forwarded-For", "1.2.3.4, ::1, <script>"],
  ["X-Real-IP", "999.999.999.999"],
  ["X-Reseeder-User", "eve"],
  ["X-Reseeder-Passkey", "../../etc/passwd"],
  ["X-HTTP-Method-Override", "DELETE"],
  ["Origin", "null"],
  ["Upgrade", "h2c"],
  ["Forwarded", 'for="_gazonk"'],
];

/** The request with this number; the same for the same seed. */
export function requestOf(random: Random, around: Surroundings, senders: readonly Sender[]): Tried {
  const operation = random.pick(around.operations);
  const sender = random.pick(senders);
  const tried: Tried = {
    operation,
    sender,
    isAimed: true,
    isMangled: false,
    sent: { method: operation.method, target: "", headers: [["Host", "tracker.example"]], body: null },
  };
  const { sent } = tried;
  sent.target = targetOf(tried, random, around.known);
  sent.headers.push(...authorization(sender, random, around), ["Connection", "close"]);
  if (operation.bodies.length > 0) fill(tried, random, around);
  if (random.chance(0.1)) sent.method = random.pick(METHODS);
  if (random.chance(0.25)) sent.headers.push(random.pick(JUNK_HEADERS));
  if (random.chance(0.08)) mangle(tried, random, around);
  return tried;
}

function targetOf(tried: Tried, random: Random, known: Known): string {
  const { path, parameters } = tried.operation;
  const odd = random.chance(0.3);
  let target = path.replace(/\{([^}]+)\}/g, (_, name) => {
    if (odd && random.chance(0.7)) {
      tried.isAimed = false;
      return oddText(random);
    }
    const schema = parameters.find((each) => each.name === name)?.schema ?? {};
    // A segment of dots alone is a step up or none, also in percent signs (WHATWG URL).
    return encodeURIComponent(String(valid(schema, random, known))).replace(/^\.{1,2}$/, "dots");
  });
  if (random.chance(0.05)) {
    tried.isAimed = false;
    target = random.pick([
      `/${target}`,
      `${target}//`,
      `${target}/${oddText(random)}`,
      target.toUpperCase(),
      `/x/..${target}`,
    ]);
  }
  const query = parameters
    .filter((each, _, all) => each.in === "query" && random.chance(Math.min(0.5, 2 / all.length)))
    .flatMap(({ name, schema }) => {
      const value = random.chance(0.3) ? oddText(random) : encodeURIComponent(String(valid(schema, random, known)));
      return random.chance(0.05) ? [`${name}=${value}`, `${name}=${value}`] : [`${name}=${value}`];
    });
  if (random.chance(0.1))
    query.push(random.pick(["x=1", "=", "&&", "passkey=0123456789abcdef", "a[b]=c", "%00=%00", "?"]));
  return (query.length > 0 ? `${target}?${query.join("&")}` : target).replaceAll(" ", "%20");
}

function authorization(sender: Sender, random: Random, { tokens }: Surroundings): [string, string][] {
  if (sender === "nobody") return [];
  if (sender !== "stranger") return [["Authorization", `Bearer ${tokens[sender]}`]];
  const odd = [
    "Bearer",
    "Bearer ",
    "Basic YTpi",
    `Bearer reseeder_${"A".repeat(43)}`,
    "Bearer x y",
    "\xff\xfe",
    "a".repeat(4_000),
  ];
  return [["Authorization", random.pick(odd)]];
}

function fill({ sent, operation }: Tried, random: Random, around: Surroundings): void {
  const { type, schema, example } = random.pick(operation.bodies);
  const isJson = type === "application/json";
  const value = isJson && example !== undefined && random.chance(0.3) ? example : valid(schema, random, around.known);
  let body: Uint8Array = isJson ? Buffer.from(JSON.stringify(value)) : random.pick(around.files);
  if (random.chance(0.6)) body = isJson ? Buffer.from(brokenJson(value, random)) : brokenBytes(body, random);
  if (random.chance(0.15)) body = brokenBytes(body, random);
  if (random.chance(0.01)) body = Buffer.alloc(around.maxBody + 1, " ");
  sent.headers.push(["Content-Type", random.chance(0.1) ? "text/plain" : type]);
  if (random.chance(0.15)) {
    sent.headers.push(["Transfer-Encoding", "chunked"]);
    sent.body = chunked(body, random);
  } else {
    sent.headers.push(["Content-Length", String(body.length)]);
    sent.body = body;
  }
}

function chunked(body: Uint8Array, random: Random): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, random.spread(1, 100_000));
    parts.push(Buffer.from(`${size.toString(16)}\r\n`), body.subarray(at, at + size), Buffer.from("\r\n"));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

/** Makes it something that is hardly HTTP. Whatever it claims, it claims no more bytes than it sends. */
function mangle(tried: Tried, random: Random, { maxBody }: Surroundings): void {
  const { sent } = tried;
  tried.isMangled = true;
  const headers: [string, string][] = [
    ["Content-Length", "-1"],
    ["Content-Length", "0x10"],
    ["Content-Length", "99999999999999999999999999"],
    ["Content-Length", String(maxBody * 1000)],
    ["Transfer-Encoding", "gzip, chunked"],
    ["Transfer-Encoding", "chunked"],
    ["X-Long", "a".repeat(100_000)],
    ["X\x00Y", "a"],
    ["X Y", "a"],
    ["X-Null", "a\x00b"],
    ["Host", "other.example"],
    ["Host", "a b"],
    [" X", "folded"],
  ];
  switch (random.integer(0, 4)) {
    case 0:
    case 1:
      sent.headers.splice(random.integer(0, sent.headers.length), 0, random.pick(headers));
      break;
    case 2:
      sent.headers = sent.headers.filter(([name]) => name !== "Host");
      break;
    case 3:
      sent.method = random.pick(["FOO", "get", "G E T", "\x00", "PRI", "CONNECT", "A".repeat(5_000)]);
      break;
    default:
      sent.method = "RAW";
      sent.raw = random.pick([
        Buffer.from("GET /health\r\n\r\n"),
        Buffer.from("GET /health HTTP/9.9\r\nHost: x\r\n\r\n"),
        Buffer.from("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "latin1"),
        Buffer.from(
          "POST /match/phase1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        ),
        Buffer.from("POST /match/phase1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
        Buffer.concat([Buffer.from("GET /"), random.bytes(50), Buffer.from("\r\n\r\n")]),
        Buffer.from(`GET /${"a".repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
      ]);
  }
}

import { connect } from "node:net";

/** One request as it goes over the wire; nothing in it is checked or mended. */
export interface Sent {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: Uint8Array | null;
  /** Sent in place of all that. */
  raw?: Uint8Array;
}

export interface Answer {
  status: number;
  headers: Map<string, string>;
  body: Buffer;
}

/** Far longer than any answer takes on a busy machine. */
const RETRY_FOR_MS = 30_000;

/** A request in bytes. */
export function bytesOf({ method, target, headers, body, raw }: Sent): Uint8Array {
  if (raw) return raw;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return body ? Buffer.concat([head, body]) : head;
}

/**
 * Sends a request on a connection of its own and answers what came back until the server closed it; null when it closed
 * without a word.
 * @throws Error when nothing comes, or what is no HTTP
 */
export async function ask(port: number, sent: Sent): Promise<Answer | null> {
  const bytes = await exchange(port, bytesOf(sent));
  return bytes.length === 0 ? null : parse(bytes, sent.method === "HEAD");
}

function exchange(port: number, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const taken: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error("no answer, and the connection stays open"));
    }, RETRY_FOR_MS);
    const end = () => {
      clearTimeout(late);
      resolve(Buffer.concat(taken));
    };
    socket.on("data", (data) => taken.push(data));
    // Reset: it was rejected while it was still sending.
    socket.on("error", end);
    socket.on("close", end);
    socket.write(bytes);
  });
}

function parse(bytes: Buffer, isHead: boolean): Answer {
  const end = bytes.indexOf("\r\n\r\n");
  const [first = "", ...lines] = bytes.subarray(0, Math.max(0, end)).toString("latin1").split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})( |$)/.exec(first)?.[1]);
  if (end < 0 || !status) throw new Error(`no HTTP: ${JSON.stringify(bytes.subarray(0, 60).toString("latin1"))}`);
  // What stands before the real answer where the client expects to be asked for the body.
  if (status === 100) return parse(bytes.subarray(end + 4), isHead);
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const rest = withoutRefusal(bytes.subarray(end + 4));
  if (headers.get("transfer-encoding") === "chunked" && !isHead) return { status, headers, body: unchunk(rest) };
  const length = headers.get("content-length");
  if (length !== undefined && !isHead && Number(length) !== rest.length) {
    throw new Error(`${rest.length} bytes of a body of ${length}`);
  }
  return { status, headers, body: rest };
}

/** A second answer, to what the server found behind a request that it had already answered. */
function withoutRefusal(bytes: Buffer): Buffer {
  const rejection = Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  return bytes.subarray(-rejection.length).equals(rejection) ? bytes.subarray(0, -rejection.length) : bytes;
}

/** The content of a chunked body (RFC 9112, section 7.1). */
function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.subarray(at, end).toString("latin1"), 16);
    if (end < 0 || !(size >= 0)) throw new Error("a chunked answer broke off");
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

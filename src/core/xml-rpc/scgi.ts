/** A request of SCGI (https://python.ca/scgi/protocol.txt): its headers as a netstring, then the body. */
export function scgiRequest(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Uint8Array {
  // CONTENT_LENGTH stands first, as the protocol wants.
  const pairs = Object.entries({ CONTENT_LENGTH: String(body.length), SCGI: "1", ...headers });
  const head = Buffer.from(pairs.map(([name, value]) => `${name}\0${value}\0`).join(""), "latin1");
  return Buffer.concat([Buffer.from(`${head.length}:`), head, Buffer.from(","), body]);
}

/**
 * The body of an answer in CGI's form: headers, an empty line, and as many bytes as `Content-Length` says.
 * @throws SyntaxError where it is none, says another status than 200 or ends early
 */
export function scgiBody(answer: Uint8Array): Uint8Array {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) throw new SyntaxError("a response without headers");
  const headers = new Map(
    bytes
      .toString("latin1", 0, end)
      .split("\r\n")
      .map((line) => [line.replace(/:.*/, "").toLowerCase(), line.replace(/^[^:]*:\s*/, "")] as const),
  );
  const status = headers.get("status") ?? "200";
  if (!status.startsWith("200")) throw new SyntaxError(`status ${status.slice(0, 80)}`);
  const body = answer.subarray(end + 4);
  const length = Number(headers.get("content-length") ?? body.length);
  if (body.length < length) throw new SyntaxError(`a response that ends after ${body.length} of ${length} bytes`);
  return body.subarray(0, length);
}

import { afterEach, beforeEach, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { apiConnectorOf } from "../../../src/work/tracker-api/api-connector.ts";
import { apiMemory } from "../../../src/work/tracker-api/api-round.ts";
import { ApiSession } from "../../../src/work/tracker-api/api-session.ts";
import { certify, HAS_OPENSSL } from "../../support/certificates.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const TOKEN = "s3cret/to+ken";
const servers: Server[] = [];
let answer: RequestListener = (_, response) => void response.end("[]");

beforeEach(() => {
  answer = (_, response) => void response.end("[]");
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function session(timeoutMs?: number, signal = new AbortController().signal): Promise<ApiSession> {
  const port = await listening(createServer((request, response) => answer(request, response)));
  return sessionAt(`http://127.0.0.1:${port}`, timeoutMs, signal);
}

function sessionAt(url: string, timeoutMs?: number, signal = new AbortController().signal): ApiSession {
  const connector = apiConnectorOf("udpt", { tracker_url: url }, { RESEEDER_TRACKER_TOKEN: TOKEN });
  return new ApiSession(connector, apiMemory(Date.now).budget, signal, timeoutMs);
}

/** Code and reason of what failed, in which the token never is. */
async function failure(asking: Promise<unknown>): Promise<string> {
  const { code = "none", message = "" } = (await asking.then(
    () => ({}),
    (error) => error,
  )) as { code?: string; message?: string };
  for (const secret of [TOKEN, encodeURIComponent(TOKEN)]) expect(message).not.toContain(secret);
  return `${code} ${message.slice(message.indexOf("/t: ") + 4)}`;
}

test("an answer that breaks off is none, with and without a length", async () => {
  const asking = await session();
  for (const headers of [{ "content-length": "1000" }, { "transfer-encoding": "chunked" }]) {
    answer = (_, response) => {
      response.writeHead(200, headers);
      response.write('[{"info_hash":"', () => response.destroy());
    };
    expect(await failure(asking.ask({ path: "/t" }))).toStartWith("TRACKER_UNREACHABLE ");
  }
  answer = (_, response) => void response.end("[]");
  expect(await asking.ask({ path: "/t" })).toEqual({ status: 200, text: "[]" });
  asking.close();
});

test("a tracker that says nothing, or never comes to an end, is given up", async () => {
  const asking = await session(200);
  let late = new AbortController();
  using timeout = spyOn(AbortSignal, "timeout").mockImplementation(() => late.signal);
  const isOver = () => late.abort(new DOMException("", "TimeoutError"));
  answer = isOver;
  expect(await failure(asking.ask({ path: "/t" }))).toMatch(/^TRACKER_UNREACHABLE .*in time$/);
  late = new AbortController();
  answer = (_, response) => void response.write("[", isOver);
  expect(await failure(asking.ask({ path: "/t" }))).toMatch(/^TRACKER_UNREACHABLE .*in time$/);
  expect(timeout.mock.calls).toEqual([[200], [200]]);
  asking.close();
});

test("an answer that is longer than any list is cut off", async () => {
  const asking = await session();
  let sent = 0;
  answer = (_, response) => {
    const more = () => {
      while (!response.destroyed && sent < 32) {
        sent++;
        if (!response.write(Buffer.alloc(1 << 20, " "))) return;
      }
      if (sent === 32) response.end();
    };
    response.on("drain", more);
    more();
  };
  expect(await failure(asking.ask({ path: "/t" }))).toMatch(/^TRACKER_UNREACHABLE .*8388608 bytes/);
  expect(sent).toBeLessThan(32);
  asking.close();
});

test("no error holds the token, as it is or percent-encoded, nor a passkey that a tracker repeats", async () => {
  const asking = await session();
  const passkey = "0123456789abcdef0123456789abcdef";
  const said = `${TOKEN} ${encodeURIComponent(TOKEN)} /announce/${passkey}`;
  answer = (_, response) => void response.writeHead(500).end(said);
  const failed = await failure(asking.ask({ path: "/t" }).then((answer) => asking.json({ path: "/t" }, answer)));
  expect(failed).toStartWith('TRACKER_FAILED expected 200, got 500 "[masked] [masked] /announce/');
  expect(failed).not.toContain(passkey);
  asking.close();
});

test("304 has no body, and is no answer to a question", async () => {
  const asking = await session();
  answer = (_, response) => void response.writeHead(304).end();
  const said = await asking.ask({ path: "/t" });
  expect(said).toEqual({ status: 304, text: "" });
  expect(await failure(Promise.try(() => asking.json({ path: "/t" }, said)))).toBe(
    'TRACKER_FAILED expected 200, got 304 ""',
  );
  asking.close();
});

test("one that is stopped asks nothing more", async () => {
  const stop = new AbortController();
  const asking = await session(30_000, stop.signal);
  answer = () => stop.abort();
  expect(await asking.ask({ path: "/t" }).catch((error) => error.name)).toBe("AbortError");
  asking.close();
});

testWith(HAS_OPENSSL, "openssl")(
  "a certificate that nobody trusts gets no token, one of an own authority does",
  async () => {
    using dir = tree();
    const { ca, cert, key } = certify(dir, "ours", "localhost");
    const asked: (string | undefined)[] = [];
    const port = await listening(
      createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, ({ url }, response) => {
        asked.push(url);
        response.end("[]");
      }),
    );
    const asking = sessionAt(`https://localhost:${port}`);
    const error = await asking.ask({ path: "/t" }).catch((error) => error);
    expect([error.code, error.message, error.hint]).toEqual([
      "TRACKER_REFUSED",
      expect.stringContaining("its certificate is not trusted: "),
      expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    ]);
    asking.close();
    expect(asked).toEqual([]);
    const own = (name: string) =>
      JSON.stringify(new URL(`../../../src/work/tracker-api/${name}.ts`, import.meta.url).pathname);
    const script = `
    import { apiConnectorOf } from ${own("api-connector")};
    import { apiMemory } from ${own("api-round")};
    import { ApiSession } from ${own("api-session")};
    const connector = apiConnectorOf("udpt", { tracker_url: process.argv[1] }, process.env);
    const asking = new ApiSession(connector, apiMemory(Date.now).budget, new AbortController().signal);
    console.log((await asking.ask({ path: "/t" })).text);
    asking.close();`;
    const ask = async (host: string) => {
      const env = { PATH: process.env["PATH"] ?? "", RESEEDER_TRACKER_TOKEN: TOKEN, NODE_EXTRA_CA_CERTS: ca };
      const words = [process.execPath, "-e", script, `https://${host}:${port}`];
      const child = Bun.spawn(words, { env, stdout: "pipe", stderr: "ignore" });
      return (await new Response(child.stdout).text()).trim();
    };
    expect([await ask("localhost"), await ask("127.0.0.1")]).toEqual(["[]", ""]);
    expect(asked).toEqual([`/t?token=${encodeURIComponent(TOKEN)}`]);
  },
);

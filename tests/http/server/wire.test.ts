import { expect, test } from "bun:test";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { tree } from "../../support/tree.ts";

/** What a server answers to the bytes of a request; the connection stays open until it has said so much. */
async function answers(request: string): Promise<{ head: string; body: string }> {
  using dir = tree();
  const path = dir.path("reseeder.db");
  Store.open(path, { create: true }).close();
  const server = startServer({ path, host: "127.0.0.1", port: 0, log: () => {} });
  const said = Promise.withResolvers<string>();
  let text = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      data(_, bytes) {
        text += bytes.toString("latin1");
        const [, length] = /content-length: (\d+)/i.exec(text) ?? [];
        const start = text.indexOf("\r\n\r\n") + 4;
        if (length !== undefined && start > 3 && text.length >= start + Number(length)) said.resolve(text);
      },
      close: () => said.resolve(text),
    },
  });
  socket.write(request);
  const [head = "", body = ""] = (await said.promise).split("\r\n\r\n");
  socket.terminate();
  await server.stop(0);
  return { head, body };
}

test("a body of any announced length is rejected in the words of the contract", async () => {
  const { head, body } = await answers(
    "POST /match/phase1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1099511627776\r\n\r\n",
  );
  expect(head).toStartWith("HTTP/1.1 413 ");
  expect(JSON.parse(body)).toEqual({ status: "error", code: "BODY_TOO_LARGE", message: "Maximum 16777216 bytes" });
});

test("two hosts are a broken request", async () => {
  const { head, body } = await answers("GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
  expect([head.slice(0, 13), JSON.parse(body).code]).toEqual(["HTTP/1.1 400 ", "INVALID_REQUEST"]);
});

test("a path with two slashes leads nowhere, and names itself", async () => {
  const { head, body } = await answers("POST //match/phase1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  expect([head.slice(0, 13), JSON.parse(body)]).toEqual([
    "HTTP/1.1 404 ",
    { status: "error", code: "NOT_FOUND", message: "POST //match/phase1: no such path" },
  ]);
});

test("no answer is to be guessed at", async () => {
  for (const path of ["/health", "/nothing", "/docs", "/docs/json", "/docs/scalar.js", "/"]) {
    const { head } = await answers(`HEAD ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([path, /x-content-type-options: nosniff/i.test(head)]).toEqual([path, true]);
  }
});

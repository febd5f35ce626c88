import { expect, test } from "bun:test";
import { headerText } from "../../../src/http/request/header-text.ts";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { tree } from "../../support/tree.ts";

test("bytes that are UTF-8 are that, others stay Latin-1", () => {
  const said = (bytes: Buffer) => headerText(new Headers({ x: bytes.toString("latin1") }), "x");
  expect([said(Buffer.from("Zoë")), said(Buffer.from("Алиса")), said(Buffer.from("Zo\xeb", "latin1"))]).toEqual([
    "Zoë",
    "Алиса",
    "Zoë",
  ]);
  expect([said(Buffer.from("alice")), headerText(new Headers(), "x")]).toEqual(["alice", null]);
});

test("a user whom the proxy names in UTF-8 is that user", async () => {
  using dir = tree();
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  store.write(() => store.settings.write("auth", "header"));
  store.close();
  const server = startServer({ path, host: "127.0.0.1", port: 0, log: () => {} });
  const answered = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: { data: () => answered.resolve(), close: () => answered.resolve() },
  });
  socket.write("POST /match/handshake HTTP/1.1\r\nHost: x\r\nX-Reseeder-User: Алиса\r\nContent-Length: 2\r\n\r\n{}");
  await answered.promise;
  socket.end();
  await server.stop(0);
  const after = Store.open(path, { readonly: true });
  expect(after.requests.newest(1).map(({ userId, status }) => [userId, status])).toEqual([["Алиса", 200]]);
  after.close();
});

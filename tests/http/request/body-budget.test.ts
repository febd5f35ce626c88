import { describe, expect, test } from "bun:test";
import { BodyBudget } from "../../../src/http/request/body-budget.ts";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { tree } from "../../support/tree.ts";

const LIMIT = 400;

/** What became of a body: the code of its error, or nothing as long as it is waited for. */
function watched(budget: BodyBudget, client: string) {
  const share = budget.open(client, LIMIT);
  const state = { error: null as string | null };
  share.ended.catch(({ code }) => {
    state.error = code;
  });
  const add = (bytes: number) => {
    try {
      share.add(bytes);
    } catch (error) {
      state.error = (error as { code: string }).code;
    }
  };
  return { ...share, share, state, add };
}

const settle = () => Bun.sleep(0);

describe("when the budget is used up", () => {
  test("the body that has come longest without being whole is ended, and the new one taken", async () => {
    const budget = new BodyBudget();
    const bodies = ["a", "b", "c", "d"].map((client) => watched(budget, client));
    for (const body of bodies) body.add(100);
    bodies[0]?.finish();
    const late = watched(budget, "e");
    late.add(50);
    await settle();
    expect([...bodies, late].map(({ state }) => state.error)).toEqual([null, "REQUEST_TIMEOUT", null, null, null]);
    expect(budget.held).toBe(350);
    expect(() => bodies[1]?.share.add(1)).toThrow("body: arrived too slowly while the server was busy");
    expect(budget.held).toBe(350);
  });

  test("also when it is that one which grows", async () => {
    const budget = new BodyBudget();
    const bodies = ["a", "b", "c", "d"].map((client) => watched(budget, client));
    for (const body of bodies) body.add(100);
    bodies[0]?.add(1);
    expect([bodies.map(({ state }) => state.error), budget.held]).toEqual([["REQUEST_TIMEOUT", null, null, null], 300]);
  });

  test("one address gets a quarter, unless it has one body only", async () => {
    const budget = new BodyBudget();
    const [one, two] = [watched(budget, "a"), watched(budget, "a")];
    one.add(300);
    two.add(10);
    await settle();
    expect([one.state.error, two.state.error, budget.held]).toEqual(["REQUEST_TIMEOUT", null, 10]);
  });

  test("one body may have more than the share of its address while the others of it have nothing yet", async () => {
    const budget = new BodyBudget();
    const [one] = [watched(budget, "a"), watched(budget, "a")];
    one?.add(300);
    await settle();
    expect([one?.state.error, budget.held]).toEqual([null, 300]);
  });

  test("of whole bodies none is ended: the new one is rejected, until room is made", async () => {
    const budget = new BodyBudget();
    const whole = ["a", "b", "c", "d"].map((client) => watched(budget, client));
    for (const body of whole) {
      body.add(100);
      body.finish();
    }
    const late = watched(budget, "e");
    late.add(1);
    expect([late.state.error, budget.held]).toEqual(["SERVER_BUSY", 400]);
    whole[0]?.release();
    const later = watched(budget, "e");
    later.add(1);
    expect([later.state.error, budget.held]).toEqual([null, 301]);
  });
});

test("100 connections that never finish their bodies keep nobody out, and hold no more than the budget", async () => {
  using dir = tree();
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  store.write(() => store.settings.write("max_bodies_in_flight", 8 * 1024 * 1024));
  store.close();
  const server = startServer({ path, host: "127.0.0.1", port: 0, log: () => {} });
  const answers: string[] = [];
  const sockets: Bun.Socket[] = [];
  const connect = async (): Promise<Bun.Socket> => {
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      socket: { data: (_, data) => void answers.push(data.toString("latin1").slice(9, 12)), error() {} },
    });
    sockets.push(socket);
    return socket;
  };
  try {
    const piece = Buffer.alloc(1024 * 1024, 0x20);
    for (let i = 0; i < 100; i++) {
      const socket = await connect();
      const from = `X-Real-IP: 10.0.0.${i % 4}`;
      socket.write(`POST /match/phase1 HTTP/1.1\r\nHost: x\r\n${from}\r\nContent-Length: 16000000\r\n\r\n{"files":[`);
      socket.write(piece);
    }
    const padding = " ".repeat(1024 * 1024);
    const response = await fetch(`http://127.0.0.1:${server.port}/match/phase1`, {
      method: "POST",
      headers: { "x-real-ip": "10.0.0.9" },
      body: `{"files":[]${padding}}`,
    });
    expect(response.status).toBe(200);
    expect(new Set(answers)).toEqual(new Set(["408"]));
  } finally {
    for (const socket of sockets) socket.terminate();
    await server.stop(0);
  }
});

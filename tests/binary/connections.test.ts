import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { CompiledServe } from "../support/compiled-serve.ts";
import { describeWith } from "../support/needs.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { type Tree, tree } from "../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(BUILD_TIMEOUT);

const MANY = 1_000;
/** Of them, that ask for matches: a busy machine answers so many before the first is closed for its silence. */
const MATCHING = 50;
const MIB = 1024 ** 2;
let dir: Tree;

beforeAll(async () => {
  dir = tree();
  for (let i = 0; i < 50; i++) dir.write(`t/${i}.torrent`, plainTorrent(`t${i}`, 1_000 + i));
  expect((await runProgram(await binary(), ["scan", "t"], { cwd: dir.root })).code).toBe(0);
});

afterAll(() => dir[Symbol.dispose]());

const serve = () => CompiledServe.start(dir.path("reseeder.db"), dir.root);
const HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
const FILES = Array.from({ length: 100 }, (_, i) => ({ name: `t${i % 50}`, size: 1_000 + (i % 50) }));
const BODY = JSON.stringify({ files: FILES });
const MATCH = `POST /match/phase1 HTTP/1.1\r\nHost: x\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** A connection that stays open; `ask` answers the status as soon as `end` has come. */
class Kept {
  private constructor(private readonly socket: Socket) {
    socket.on("error", () => {});
    socket.setMaxListeners(20);
  }

  static open(url: string): Promise<Kept> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      socket.once("connect", () => resolve(new Kept(socket)));
      socket.once("error", reject);
    });
  }

  ask(request: string, end: string): Promise<string> {
    return new Promise((resolve) => {
      let taken = "";
      const take = (data: Buffer) => {
        taken += data.toString("latin1");
        if (!taken.includes(end)) return;
        this.socket.off("data", take);
        resolve(taken.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
      };
      this.socket.on("data", take);
      this.socket.once("close", () => resolve("closed"));
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

const health = (kept: Kept) => kept.ask(HEALTH, "}}");
const match = (kept: Kept) => kept.ask(MATCH, '"ambiguous_sizes":[]}');

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** Value → how often it is there. */
function tally(values: readonly string[]): Record<string, number> {
  return Object.fromEntries(Object.entries(Object.groupBy(values, (each) => each)).map(([k, v = []]) => [k, v.length]));
}

describeWith(process.platform === "linux", "Linux")(`${MANY} connections at once`, () => {
  test("are all answered, hold little memory, and keep nobody else from being answered", async () => {
    await using server = await serve();
    const before = residentBytes(server.pid);
    const kept = await Promise.all(Array.from({ length: MANY }, () => Kept.open(server.url)));
    expect(tally(await Promise.all(kept.map(health)))).toEqual({ 200: MANY });
    // They stay open, and a new one is answered all the same.
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect(residentBytes(server.pid) - before).toBeLessThan(60 * MIB);

    const answers: string[] = [];
    const other = await Kept.open(server.url);
    const matching = Promise.all(kept.slice(0, MATCHING).map(async (each) => answers.push(await match(each))));
    expect(await health(other)).toBe("200");
    // It did not have to wait until they were through.
    expect(answers.length).toBeLessThan(MATCHING);
    await matching;
    expect(tally(answers)).toEqual({ 200: MATCHING });
    expect(residentBytes(server.pid) - before).toBeLessThan(200 * MIB);
    for (const each of [...kept, other]) each.close();
    expect(await server.stop()).not.toContain('"level":"error"');
  });
});

const PRLIMIT = Bun.which("prlimit");

describeWith(PRLIMIT !== null, "prlimit")("more connections than file descriptors", () => {
  test("those that got in are answered; when they are gone everybody is again", async () => {
    await using server = await serve();
    Bun.spawnSync([PRLIMIT ?? "", "--pid", String(server.pid), "--nofile=150:150"]);
    const kept = await Promise.all(Array.from({ length: 300 }, () => Kept.open(server.url)));
    let answered = 0;
    await new Promise<void>((resolve) => {
      for (const each of kept) {
        health(each).then((status) => {
          if (status === "200" && ++answered === 50) resolve();
        });
      }
    });
    expect(server.isAlive).toBe(true);
    for (const each of kept) each.close();
    const after = await Kept.open(server.url);
    expect([await health(after), await match(after)]).toEqual(["200", "200"]);
    after.close();
  });
});

// Asks every endpoint of /docs/json what it should and should not be asked, over raw sockets, and looks at each answer:
//   bun run fuzz-api [--seed S] [--requests N] [--only I] [--program FILE]
import { Database } from "bun:sqlite";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./build.ts";
import { Random } from "./corpus/random.ts";
import { generateTorrent } from "./corpus/torrent.ts";
import { type Operation, operationsOf } from "./fuzz-api/document.ts";
import { requestOf, type Sender, type Surroundings, type Tried } from "./fuzz-api/requests.ts";
import { faultOf, undocumented } from "./fuzz-api/rules.ts";
import { type Answer, ask, bytesOf } from "./fuzz-api/wire.ts";

export interface FuzzApiOptions {
  /** The compiled program. */
  program: string;
  seed: number;
  requests: number;
  /** Sends only the request with this number, and shows it. */
  only?: number;
  /** Told what happens, a line at a time. */
  say?: (line: string) => void;
}

export interface FuzzApiResult {
  /** What is wrong; nothing, if all is well. */
  faults: string[];
  /** Operation → status → how many. */
  statuses: Map<string, Map<string, number>>;
}

const TORRENTS = 60;
const AT_ONCE = 8;
/** Answers between two looks at the index. */
const BATCH = 40;
const MAX_BODY = 200_000;
/** Tables that only accepted requests may change. */
const INDEX = ["torrents", "totals", "stored_torrents", "history", "locations", "settings", "roots"];

/** Starts a server of its own, sends so many requests and answers what was wrong with the answers. */
export async function fuzzApi({
  program,
  seed,
  requests,
  only,
  say = () => {},
}: FuzzApiOptions): Promise<FuzzApiResult> {
  const home = mkdtempSync(join(tmpdir(), "reseeder-fuzz-api-"));
  const faults: string[] = [];
  const statuses: FuzzApiResult["statuses"] = new Map();
  // A tracker that knows no passkey; one that could not be asked would be the server's trouble.
  const site = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(null, { status: 401 }) });
  try {
    const server = await Server.start(program, home, seed);
    server.set("auth_callback_url", `${site.url}{passkey}`);
    try {
      const around = await server.surroundings();
      say(`${around.operations.length} operations, ${requests} requests, seed ${seed}`);
      // Whoever has no right first: the index has to stay as it is, whatever they send.
      const phases: [auth: string, senders: Sender[], share: number][] = [
        ["token", ["nobody", "stranger", "match", "metrics"], 0.3],
        ["none", ["nobody", "stranger"], 0.15],
        ["header", ["nobody", "stranger"], 0.05],
        ["callback", ["nobody", "stranger"], 0.05],
        ["token", ["match", "manage", "metrics"], 0.45],
      ];
      let next = 0;
      for (const [auth, senders, share] of phases) {
        server.set("auth", auth);
        const end = next + Math.round(requests * share);
        for (; next < end; next = Math.min(end, next + BATCH)) {
          const numbers = Array.from({ length: Math.min(BATCH, end - next) }, (_, i) => next + i);
          const wanted = only === undefined ? numbers : numbers.filter((number) => number === only);
          if (wanted.length === 0) continue;
          const before = server.index();
          const heard: { tried: Tried; answer: Answer | null }[] = [];
          await atOnce(wanted, async (number) => {
            const tried = requestOf(new Random(seed, number), around, senders);
            if (only !== undefined) say(JSON.stringify(Buffer.from(bytesOf(tried.sent)).toString("latin1")));
            try {
              const answer = await ask(server.port, tried.sent);
              heard.push({ tried, answer });
              if (only !== undefined) say(`${answer?.status} ${answer?.body.toString().slice(0, 2_000)}`);
              count(statuses, tried, answer);
              const fault = faultOf(tried, answer) ?? undocumented(tried, answer);
              if (fault) faults.push(`request ${number}, ${auth}, ${tried.sender}: ${nameOf(tried)}: ${fault}`);
            } catch (error) {
              faults.push(`request ${number}, ${auth}, ${tried.sender}: ${nameOf(tried)}: ${(error as Error).message}`);
            }
          });
          const mayChange = heard.some(({ tried, answer }) => tried.sender === "manage" && (answer?.status ?? 0) < 400);
          const changed = mayChange ? [] : differing(before, server.index());
          if (changed.length > 0)
            faults.push(`requests ${next} to ${next + BATCH - 1} were rejected and changed ${changed}`);
          const health = await ask(server.port, GET_HEALTH);
          if (health?.status !== 200)
            faults.push(`after request ${next + BATCH - 1} /health answers ${health?.status}`);
        }
        say(`${next} requests, ${faults.length} faults`);
      }
      faults.push(...verbFaults(await verbs(server.port, around.operations)));
    } finally {
      faults.push(...(await server.stop()));
    }
    return { faults, statuses };
  } finally {
    await site.stop(true);
    rmSync(home, { recursive: true, force: true });
  }
}

const GET_HEALTH = {
  method: "GET",
  target: "/health",
  headers: [
    ["Host", "x"],
    ["Connection", "close"],
  ] as [string, string][],
  body: null,
};

function nameOf({ sent }: Tried): string {
  return sent.raw ? "raw" : `${sent.method.slice(0, 10)} ${sent.target.slice(0, 100)}`;
}

function count(statuses: FuzzApiResult["statuses"], { operation }: Tried, answer: Answer | null): void {
  const name = `${operation.method} ${operation.path}`;
  const counts = statuses.get(name) ?? new Map<string, number>();
  const status = String(answer?.status ?? "closed");
  statuses.set(name, counts.set(status, (counts.get(status) ?? 0) + 1));
}

async function atOnce<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

interface Heard {
  path: string;
  described: string[];
  verb: string;
  answer: Answer | null;
}

/** Each verb on each path, without a token and a body. */
async function verbs(port: number, operations: readonly Operation[]): Promise<Heard[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of operations) paths.set(path, [...(paths.get(path) ?? []), method]);
  const heard: Heard[] = [];
  for (const [path, described] of paths) {
    for (const verb of VERBS) {
      const target = path.replaceAll(/\{[^}]+\}/g, "0".repeat(40));
      heard.push({ path, described, verb, answer: await ask(port, { ...GET_HEALTH, method: verb, target }) });
    }
  }
  return heard;
}

/** Verbs that are described are taken, GET as HEAD too; all others are 405; OPTIONS and 405 name those that are taken. */
function verbFaults(heard: readonly Heard[]): string[] {
  return heard.flatMap(({ path, described, verb, answer }) => {
    const taken = [...described, ...(described.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
    const allow = answer?.headers.get("allow")?.split(", ") ?? [];
    const named = taken.every((each) => allow.includes(each)) && allow.every((each) => VERBS.includes(each));
    const status = answer?.status;
    if (verb === "OPTIONS") return status === 204 && named ? [] : [`OPTIONS ${path}: ${status}, Allow: ${allow}`];
    if (taken.includes(verb)) return status === 405 ? [`${verb} ${path}: 405`] : [];
    // Another template may take it: /torrents/check is an info-hash to DELETE.
    const isAnother = allow.length === 0 && status !== 405 && (status ?? 500) < 500;
    return (status === 405 && named) || isAnother ? [] : [`${verb} ${path}: ${status}, Allow: ${allow}`];
  });
}

/** Names of the tables whose content is not what it was. */
function differing(before: ReadonlyMap<string, bigint>, after: ReadonlyMap<string, bigint>): string[] {
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name));
}

/** `serve` with an index and tokens. */
class Server {
  private constructor(
    private readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">,
    private readonly log: Promise<string>,
    private readonly db: string,
    private readonly tokens: Surroundings["tokens"],
    private readonly files: Uint8Array[],
    readonly port: number,
  ) {}

  static async start(program: string, home: string, seed: number): Promise<Server> {
    const db = join(home, "reseeder.db");
    const run = (...words: string[]) => {
      const { exitCode, stdout, stderr } = Bun.spawnSync([program, ...words, "--db", db], { cwd: home });
      if (exitCode !== 0) throw new Error(`reseeder ${words.join(" ")}: ${stderr}`);
      return stdout.toString();
    };
    const size = { torrents: TORRENTS + 5, files: TORRENTS * 5, small: true };
    const made = Array.from({ length: TORRENTS + 5 }, (_, i) => generateTorrent(seed, i, size).bytes);
    mkdirSync(join(home, "torrents"));
    for (const [i, bytes] of made.slice(0, TORRENTS).entries())
      writeFileSync(join(home, `torrents/${i}.torrent`), bytes);
    run("scan", join(home, "torrents"));
    for (const key of ["max_body_bytes", "max_report_bytes"]) run("settings", "set", key, String(MAX_BODY));
    const token = (scope: string): string =>
      JSON.parse(run("token", "create", scope, "--scope", scope, "--json")).token;
    const tokens = { match: token("match"), manage: token("manage"), metrics: token("metrics") };
    const child = Bun.spawn([program, "serve", "--port", "0", "--db", db, "--log-level", "debug"], {
      cwd: home,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const log = new Response(child.stderr).text();
    const reader = child.stdout.getReader();
    let said = "";
    while (!/:(\d+) with/.test(said)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`serve ended: ${await log}`);
      said += Buffer.from(value).toString();
    }
    const port = Number(/:(\d+) with/.exec(said)?.[1]);
    return new Server(child, log, db, tokens, [...made.slice(TORRENTS - 2), tarOf(made.slice(TORRENTS))], port);
  }

  /** What requests are made of. */
  async surroundings(): Promise<Surroundings> {
    const answer = await ask(this.port, { ...GET_HEALTH, target: "/docs/json" });
    const operations = operationsOf(JSON.parse(answer?.body.toString() ?? ""));
    using database = new Database(this.db, { readonly: true });
    const rows = database
      .query("SELECT lower(hex(coalesce(info_hash_v1, info_hash_v2))) AS hash FROM torrents")
      .values();
    const known = [...rows.flat().map(String).slice(0, 20), "alice", "12345", "0123456789abcdef0123456789abcdef"];
    return { operations, tokens: this.tokens, known, files: this.files, maxBody: MAX_BODY };
  }

  /** Changes a setting as an operator does. */
  set(key: string, value: string): void {
    using database = new Database(this.db);
    database.run("PRAGMA busy_timeout = 10000");
    database.query("UPDATE settings SET value = ? WHERE key = ?").run(value, key);
  }

  /** Table → a hash of its rows. */
  index(): Map<string, bigint> {
    using database = new Database(this.db, { readonly: true });
    const there = new Set(database.query("SELECT name FROM sqlite_schema WHERE type = 'table'").values().flat());
    return new Map(
      INDEX.filter((name) => there.has(name)).map((name) => {
        const rows = database.query(`SELECT * FROM ${name}`).values();
        return [
          name,
          BigInt(
            Bun.hash(
              JSON.stringify(rows, (_, each) =>
                each instanceof Uint8Array ? Buffer.from(each).toString("hex") : each,
              ),
            ),
          ),
        ];
      }),
    );
  }

  /** Ends it and answers what is wrong with how it ended and with its log. */
  async stop(): Promise<string[]> {
    this.child.kill("SIGTERM");
    const [code, log] = await Promise.all([this.child.exited, this.log]);
    const lines = log.split("\n");
    const secrets = Object.values(this.tokens).filter((token) => log.includes(token));
    return [
      ...(code === 0 ? [] : [`serve ended with ${code}`]),
      ...lines.filter((line) => /"level":"error"|"stack"/.test(line)).map((line) => `log: ${line.slice(0, 400)}`),
      ...secrets.map((token) => `the log has the token ${token.slice(0, 12)}…`),
    ];
  }
}

/** A tar of torrents (POSIX.1-1988, ustar). */
function tarOf(torrents: readonly Uint8Array[]): Uint8Array {
  const blocks = torrents.flatMap((bytes, i) => {
    const head = Buffer.alloc(512);
    head.write(`${i}.torrent`);
    head.write("0000644\0 0000000\0 0000000\0".replaceAll(" ", ""), 100);
    head.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    head.write(`${"0".repeat(11)}\0`, 136);
    head.write("        0", 148);
    head.write("ustar\x0000", 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      requests: { type: "string", default: "20000" },
      only: { type: "string" },
      program: { type: "string", default: join(ROOT, "dist/reseeder") },
    },
  });
  const { faults, statuses } = await fuzzApi({
    program: values.program,
    seed: Number(values.seed),
    requests: Number(values.requests),
    ...(values.only === undefined ? {} : { only: Number(values.only) }),
    say: (line) => console.log(line),
  });
  for (const [name, counts] of statuses) console.log(name, Object.fromEntries([...counts].sort()));
  for (const fault of faults.slice(0, 50)) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? "All is well." : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

import { readFileSync } from "node:fs";
import { hashToken } from "../../src/core/access/token.ts";
import { Store } from "../../src/store/store.ts";
import type { Figure } from "./measure.ts";
import { address } from "./serving.ts";

const BYTES = 8_000_000;
const TOKEN = `reseeder_${"b".repeat(43)}`;
/** What text can be made of that costs more than ASCII: marks to be put in order, letters that grow when they change case. */
const TEXTS: Record<string, string> = {
  ascii: "abcdefghij",
  capitals: "ABCDEFGHIJ",
  marks: "\u0316\u0301",
  "marks that fall apart": "\u0f73",
  "30 marks a letter": `A${"\u0316\u0301".repeat(15)}`,
  "30 marks that fall apart": `A${"\u0f73".repeat(30)}`,
  "one mark a letter": "E\u0301",
  "letters that grow": "\u0390",
  "dotted capitals": "\u0130",
  "dotless letters": "\u0131",
  "letters in decomposed order": "\u1100\u1161\u11a8",
  music: "\u{1d160}",
  slashes: "a/",
  digits: "7a",
  quotes: '\\"',
};

interface Form {
  what: string;
  path: string;
  /** A body of some 8 MB made of one text, another one each time. */
  body: (unit: string, turn: number) => Uint8Array | string;
}

const FORMS: Form[] = [
  { what: "phase 1, long names", path: "/match/phase1", body: (unit) => files(unit, 32_000) },
  { what: "phase 1, 10,000 names", path: "/match/phase1", body: (unit) => files(unit, BYTES / 10_000) },
  { what: "report of one text", path: "/match/report", body: (unit) => JSON.stringify({ passkey: fill(unit, BYTES) }) },
  { what: "report of many keys", path: "/match/report", body: (unit, turn) => manyKeys(unit, turn) },
  { what: "history", path: "/api/v1/history", body: (unit) => history(unit) },
  { what: "pushed torrent, long names", path: "/api/v1/torrents", body: (unit, turn) => torrent(unit, turn, 4_000) },
  { what: "pushed torrent, short names", path: "/api/v1/torrents", body: (unit, turn) => torrent(unit, turn, 60) },
];

/**
 * What the worst bodies and torrents of 8 MB cost a server that runs, in processor time, against as much ASCII of the same
 * form. What a push leaves for later, such as words for searching, is waited for.
 */
export async function benchHostile(command: string[], database: string): Promise<Figure[]> {
  prepare(database);
  const server = Bun.spawn([...command, "serve", "--db", database, "--port", "0"], {
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    const url = await address(server.stdout);
    const figures: Figure[] = [];
    for (const { what, path, body } of FORMS) {
      const cost = async (unit: string) => {
        const bodies = Array.from({ length: 3 }, (_, turn) => body(unit, turn));
        const spent: number[] = [];
        for (const each of bodies) spent.push(await spentOn(server.pid, () => send(`${url}${path}`, each)));
        return Math.min(...spent);
      };
      const baseline = await cost(TEXTS["ascii"] ?? "");
      let worst: Figure | null = null;
      for (const [text, unit] of Object.entries(TEXTS)) {
        const figure = {
          what: `8 MB, ${what}: ${text}`,
          ours: await cost(unit),
          baseline,
          unit: "ms" as const,
          must: 10,
        };
        if (worst === null || figure.ours > worst.ours) worst = figure;
      }
      if (worst) figures.push(worst);
    }
    return figures;
  } finally {
    server.kill("SIGTERM");
    await server.exited;
  }
}

function prepare(database: string): void {
  const store = Store.open(database);
  store.write(() => {
    store.settings.write("max_report_bytes", 16 * 1024 * 1024);
    store.tokens.add({ name: "bench", hash: hashToken(TOKEN), scopes: ["manage"], createdAt: 0, expiresAt: null });
  });
  store.close();
}

async function send(url: string, body: Uint8Array | string): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(url, { method: "POST", body: body as Uint8Array<ArrayBuffer>, headers });
  await response.arrayBuffer();
  if (response.status >= 500) throw new Error(`${url} answered ${response.status}`);
}

/** Milliseconds of processor time that a process spends on something, up to when it does nothing more. */
async function spentOn(pid: number, action: () => Promise<void>): Promise<number> {
  const before = processorMs(pid);
  await action();
  for (let last = -1, now = processorMs(pid); now - last > 10; now = processorMs(pid)) {
    last = now;
    await Bun.sleep(400);
  }
  return Math.max(10, processorMs(pid) - before);
}

/** User and system time of a process so far; the system counts in hundredths of a second (proc(5)). */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** As much of a text, again and again, as takes so many bytes. */
function fill(unit: string, bytes: number): string {
  return unit.repeat(Math.max(1, Math.floor(bytes / Buffer.byteLength(unit))));
}

function files(unit: string, bytes: number): string {
  const name = fill(unit, bytes - 30);
  const count = Math.floor(BYTES / bytes);
  return JSON.stringify({
    phase: 1,
    files: Array.from({ length: count }, (_, i) => ({ name, size: 100_000_000 + i })),
  });
}

function manyKeys(unit: string, turn: number): string {
  const value = fill(unit, 64);
  return JSON.stringify({
    confirmed: Array.from({ length: BYTES / 100 }, (_, i) => ({ [`${value}${turn}-${i}`]: i })),
  });
}

function history(unit: string): string {
  const user = fill(unit, 240);
  const entries = Array.from({ length: 10_000 }, (_, i) => ({
    user_id: user,
    info_hash: i.toString(16).padStart(40, "0"),
  }));
  return JSON.stringify({ entries });
}

function torrent(unit: string, turn: number, bytes: number): Uint8Array {
  const count = Math.floor(BYTES / (bytes + 40));
  const parts = [`d4:infod5:filesl`];
  for (let i = 0; i < count; i++) {
    const name = fill(unit, bytes);
    parts.push(`d6:lengthi${1_000_000 + i}e4:pathl${Buffer.byteLength(name)}:${name}ee`);
  }
  const total = count * 1_000_000 + (count * (count - 1)) / 2;
  const length = 64 * 1024 * 1024;
  const pieces = "01234567890123456789".repeat(Math.ceil(total / length));
  parts.push(
    `e4:name1:${turn}12:piece lengthi${length}e6:pieces${pieces.length}:${pieces}7:testing3:${fill("z", 3)}ee`,
  );
  return Buffer.from(parts.join(""));
}

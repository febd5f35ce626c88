import type { ListedTorrent, ShownTorrent } from "../../src/core/api/torrent-json.ts";
import type { Run } from "../../src/store/operations/runs.ts";
import type { HandOut } from "../../src/store/people/hand-outs.ts";
import type { ReportRow } from "../../src/store/people/reports.ts";
import type { LoggedRequest } from "../../src/store/people/request-history.ts";
import type { Size } from "../../src/tui/contract/size.ts";
import type { TabInput } from "../../src/tui/contract/tab.ts";
import type { Message } from "../../src/tui/program/message.ts";
import { initialState, type State } from "../../src/tui/program/state.ts";
import type { TabId, TabMessage } from "../../src/tui/program/tabs.ts";
import { update } from "../../src/tui/program/update.ts";
import type { ProcessState } from "../../src/work/observe/heartbeat.ts";
import type { Live } from "../../src/work/observe/live.ts";
import type { Snapshot } from "../../src/work/observe/snapshot.ts";
import { NO_LIST } from "./listing.ts";

export const NOW = Date.UTC(2026, 10, 20, 16, 15, 30);
export const SMALL: Size = { columns: 80, rows: 24 };
export const LARGE: Size = { columns: 120, rows: 40 };
const MINUTE = 60_000;

/** Requests with the ids `newest` downwards. */
export function requests(count: number, newest = count): LoggedRequest[] {
  return Array.from({ length: count }, (_, i) => ({
    id: newest - i,
    at: NOW - i * 1_000,
    method: i % 3 === 0 ? "GET" : "POST",
    path: i % 3 === 0 ? "/health" : "/match/phase1",
    status: i % 5 === 4 ? 400 : 200,
    durationUs: 1_200 * (i + 1),
    bytesIn: 300,
    bytesOut: 4_096,
    client: "192.0.2.17",
    userId: "12345",
    files: i % 3 === 0 ? null : 10_000,
    torrents: i % 3 === 0 ? null : 500,
    error: i % 5 === 4 ? "INVALID_REQUEST: files[3].size: expected a whole number of bytes, got -1" : null,
  }));
}

function processOf(kind: string, more: Partial<ProcessState> = {}): ProcessState {
  return {
    kind,
    host: "tracker",
    pid: 4711,
    startedAt: NOW - 192 * MINUTE,
    seenAt: NOW - 1_000,
    endedAt: null,
    detail: null,
    error: null,
    errorAt: null,
    dismissedAt: null,
    status: "running",
    ...more,
  };
}

/** What a look at a busy tracker's database shows. */
export function live(more: Partial<Live> = {}): Live {
  const lastScan = {
    id: 7,
    kind: "scan" as const,
    status: "partly" as const,
    startedAt: NOW - 20 * MINUTE,
    finishedAt: NOW - 19 * MINUTE,
    pid: 1,
    summary: { found: 182_571, added: 12, updated: 3, missing: 1 },
  };
  return {
    counts: {
      torrents: 182_540,
      files: 1_248_301,
      payload: 986_097_106_359_462,
      missing: 12,
      flagged: 0,
      removed: 0,
      withheld: 0,
      dead: 0,
      counted: 0,
      scanPaths: 2,
    },
    rejected: 31,
    database: { bytes: 127_578_112, walBytes: 4_194_304 },
    today: {
      day: "2026-11-20",
      requests: 12_331,
      matches: 3_201,
      torrentsMatched: 9_100,
      filesMatched: 9_500,
      reports: 312,
      confirmed: 311,
      rejected: 4,
      revived: 17,
    },
    lastScan,
    lastBackup: { ...lastScan, id: 6, kind: "backup", status: "done", finishedAt: NOW - 5 * 60 * MINUTE, summary: {} },
    lastScrape: null,
    list: NO_LIST,
    processes: [
      processOf("serve", {
        detail: "http://127.0.0.1:8080",
        error: "a response was cut off: EIO",
        errorAt: NOW - 12 * MINUTE,
      }),
      processOf("watch", { status: "gone", seenAt: NOW - 60 * MINUTE }),
    ],
    isNews: true,
    requests: requests(200, 12_331),
    perSecond: { until: NOW / 1000, counts: Array.from({ length: 600 }, (_, i) => (i < 300 ? 0 : i % 40)) },
    ...more,
  };
}

/** Torrents with the ids 1,000 downwards, in every state. */
export function torrents(count: number): ListedTorrent[] {
  return Array.from({ length: count }, (_, i) => ({
    id: 1_000 - i,
    infoHashV1: new Uint8Array(20).fill(i),
    infoHashV2: null,
    externalId: i % 2 === 0 ? String(4_000 + i) : null,
    name: i === 2 ? "Eine längere Überschrift 日本語 \u009b31m" : `Some.Show.S01E${String(i).padStart(2, "0")}.1080p`,
    state: (["offered", "flagged", "missing", "removed", "withheld"] as const)[i % 5] ?? "offered",
    private: true,
    size: 1_000_000_000 * (i + 1),
    fileCount: i + 1,
    seeders: i % 3 === 0 ? null : i,
    leechers: null,
    swarmSeenAt: null,
    addedAt: NOW - i * MINUTE,
    matched: i,
    confirmed: 0,
  }));
}

/** One of them in full. */
export function torrentDetail(files = 40): ShownTorrent {
  const [torrent] = torrents(1) as [ListedTorrent];
  return {
    ...torrent,
    piecesHash: null,
    pieceLength: 4_194_304,
    pieceCount: 239,
    totalSize: torrent.size,
    singleFile: false,
    withheld: { reason: "not-listed", since: NOW - MINUTE },
    stored: true,
    locations: ["/srv/tracker/torrents/some.torrent"],
    contentSignature: null,
    filesTotal: files,
    files: Array.from({ length: files }, (_, i) => ({ path: `Some.Show/${i}.mkv`, size: 1_000 * i, pad: false })),
  };
}

function handOuts(): HandOut[] {
  return Array.from({ length: 30 }, (_, i) => ({
    id: 30 - i,
    at: NOW - i * MINUTE,
    identity: i % 2 === 0 ? "alice" : "bob",
    torrentId: 1_000 - i,
    name: `Some.Show.S01E${i}`,
    infoHash: new Uint8Array(20).fill(i),
  }));
}

/** Two reports. */
export function reports(): ReportRow[] {
  return [2, 1].map((id) => ({
    id,
    at: NOW - id * MINUTE,
    userId: id === 1 ? null : "alice",
    client: "192.0.2.17",
    bytes: 300,
    confirmed: id,
    rejected: 0,
  }));
}

function failedRun(): Run {
  const summary = { message: "The disk is full" };
  return {
    id: 3,
    kind: "backup",
    status: "failed",
    startedAt: NOW - 9 * MINUTE,
    finishedAt: NOW - 8 * MINUTE,
    pid: 9,
    summary,
  };
}

/** A round of scraping that ended seven minutes ago. */
export function scrapeRun(): Run {
  const [startedAt, finishedAt] = [NOW - 19 * MINUTE, NOW - 7 * MINUTE];
  return { id: 8, kind: "scrape", status: "done", startedAt, finishedAt, pid: 1, summary: {} };
}

/** Statistics with something in every section. */
export function snapshotSample(): Snapshot {
  const active = (name: string, matched: number) => ({
    torrentId: matched,
    externalId: null,
    infoHash: "ab".repeat(20),
    name,
    matched,
    confirmed: 2,
    rejected: 0,
  });
  return {
    ...live().counts,
    dead: 4_321,
    counted: 182_000,
    torrentFiles: { count: 182_540, bytes: 4_800_000_000 },
    storedTorrents: { count: 0, bytes: 0 },
    tracker: "none",
    serving: [],
    list: NO_LIST,
    kinds: { v1: 170_000, v2: 1_000, hybrid: 11_540, private: 180_000 },
    filesPerTorrent: [
      { from: 0, count: 0 },
      { from: 1, count: 90_000 },
      { from: 2, count: 60_000 },
      { from: 1000, count: 12 },
    ],
    torrentSizes: [
      { from: 0, count: 10 },
      { from: 1024 ** 3, count: 120_000 },
      { from: 10 * 1024 ** 3, count: 62_530 },
    ],
    rejected: { NAME_MISSING: 30, PIECES_LENGTH: 1 },
    scans: [live().lastScan as NonNullable<Live["lastScan"]>],
    backups: { last: live().lastBackup, failure: null },
    swarms: {
      unknown: 540,
      pending: 3,
      revived: 1_017,
      revivals: [
        {
          torrentId: 9,
          infoHash: "cd".repeat(20),
          name: "An.Old.Film.1931",
          userId: "12345",
          confirmedAt: NOW - 90 * MINUTE,
          at: NOW - 30 * MINUTE,
          seeders: 1,
        },
      ],
      mostNeeded: [
        { torrentId: 4, infoHash: "ef".repeat(20), name: "Lost.Show.S02", leechers: 31, confirmed: 2 },
        { torrentId: 5, infoHash: "ee".repeat(20), name: "Lost.Show.S03", leechers: null, confirmed: 0 },
      ],
      lastScrape: scrapeRun(),
    },
    days: [live().today],
    mostMatched: [active("Some.Show.S01.1080p", 412), active("Eine längere Überschrift 日本語", 77)],
    mostConfirmed: [active("Some.Show.S01.1080p", 412)],
    database: { path: "/srv/reseeder.db", bytes: 127_578_112, walBytes: 0 },
  };
}

/** The dashboard's state at a tracker in operation, with every tab filled. */
export function sample(size: Size = SMALL, more: Partial<State> = {}): State {
  const state = initialState("/var/lib/reseeder/reseeder.db", size, NOW);
  return {
    ...state,
    live: live(),
    torrents: { ...state.torrents, torrents: torrents(30), next: 971 },
    users: { ...state.users, handOuts: handOuts(), reports: reports() },
    log: { ...state.log, runs: [scrapeRun(), live().lastScan as Run, failedRun()] },
    scan: {
      ...state.scan,
      paths: [
        {
          id: 1,
          path: "/srv/tracker/torrents",
          addedAt: 0,
          scannedAt: NOW - 19 * MINUTE,
          torrents: 182_540,
          rejected: 31,
        },
        {
          id: 2,
          path: "/srv/tracker/a folder with quite a long name/of further torrents/2026",
          addedAt: 0,
          scannedAt: null,
          torrents: 0,
          rejected: 0,
        },
      ],
      rejected: Array.from({ length: 31 }, (_, i) => ({
        path: `/srv/tracker/torrents/${i}.torrent`,
        code: i < 30 ? "NAME_MISSING" : "PIECES_LENGTH",
        message: i < 30 ? "info has no name" : "info.pieces holds 39 bytes, not a multiple of 20",
      })),
    },
    statistics: { ...state.statistics, data: snapshotSample(), readAt: NOW - 40_000 },
    settings: {
      chosen: 1,
      rows: [
        {
          key: "min_file_size",
          value: "104857600",
          fallback: "104857600",
          doc: "Smallest file.",
          limits: "A whole number.",
          problem: null,
        },
        {
          key: "max_files_per_request",
          value: "500",
          fallback: "10000",
          doc: "Most files in one match request.",
          limits: "A whole number from 1 to 1000000.",
          problem: null,
        },
        {
          key: "backup_keep",
          value: "7",
          fallback: "7",
          doc: "Kept.",
          limits: "A whole number.",
          problem: 'backup_keep: expected a whole number from 1 to 10000, got "x"; using 7',
        },
      ],
    },
    backup: {
      ...state.backup,
      backups: {
        folder: "/var/lib/reseeder/backups",
        keep: 7,
        everyHours: 6,
        files: [5, 11, 17].map((hours) => ({
          path: `/var/lib/reseeder/backups/reseeder-20261120T${String(16 - hours + 12).padStart(2, "0")}1530Z.db`,
          at: NOW - hours * 60 * MINUTE,
          bytes: 127_500_000,
          number: 1,
          source: null,
          torrents: 182_000 - hours,
          lineage: "x",
          problem: null,
        })),
      },
    },
    api: {
      ...state.api,
      address: "http://127.0.0.1:8080",
      chosen: 2,
      requests: [
        { name: "health", method: "GET", path: "/health", body: null },
        { name: "handshake", method: "POST", path: "/match/handshake", body: '{\n  "user_id": "api-test"\n}' },
        {
          name: "phase1",
          method: "POST",
          path: "/match/phase1",
          body: '{\n  "files": [{ "name": "movie.mkv", "size": 4294967296 }]\n}',
        },
      ],
      answers: {
        phase1: {
          answer: { status: 200, statusText: "OK", headers: [], ms: 12.34, bytes: 4_096, text: "", complete: true },
          lines: [
            "content-type: application/json",
            "",
            "{",
            ...Array.from({ length: 60 }, (_, i) => `  "line${i}": ${i},`),
            "}",
          ],
        },
      },
    },
    ...more,
  };
}

/** A message for one tab. */
export function to<K extends TabId>(tab: K, message: TabMessage<K> | TabInput): Message {
  return { type: "to-tab", tab, message } as Message;
}

/** A message that tells of a look at the database. */
export function looked(more: Partial<Live> = {}, now = NOW): Message {
  return { type: "looked", live: live(more), now };
}

/** A step through a list. */
export function move(to: Extract<Message, { type: "move" }>["move"]): Message {
  return { type: "move", move: to };
}

/** A text that is typed. */
export function insert(text: string): Message {
  return { type: "edit", edit: { insert: text } };
}

/** The state after several messages, and all that is to be done about them, whichever tab wants it. */
export function after(state: State, ...messages: Message[]): { state: State; effects: unknown[] } {
  const effects: unknown[] = [];
  for (const message of messages) {
    const done = update(state, message);
    state = done.state;
    effects.push(...done.effects.map((effect) => (effect.type === "of-tab" ? effect.effect : effect)));
  }
  return { state, effects };
}

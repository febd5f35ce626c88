import { Database } from "bun:sqlite";
import { type App, createApp } from "../../src/http/server/app.ts";
import type { RequestRow } from "../../src/store/people/requests.ts";
import { Store } from "../../src/store/store.ts";
import { RequestLog } from "../../src/work/requests/request-log.ts";
import { Stores } from "../../src/work/runtime/stores.ts";
import { TrackerLookups } from "../../src/work/tracker/lookups.ts";
import { addTorrents } from "./indexed.ts";
import { memoryLog } from "./log.ts";
import { type Tree, tree } from "./tree.ts";

/** What an answer says, loosely typed: a test checks what it expects. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Said = any;

/** The API on an index of its own, without a port; `using` removes it. */
export class Served implements Disposable {
  readonly dir: Tree = tree();
  readonly path = this.dir.path("reseeder.db");
  readonly ids: Record<string, number>;
  readonly lines: string[];
  readonly debug: [message: string, fields: unknown][];
  readonly app: App;
  readonly requestLog: RequestLog;
  readonly lookups: TrackerLookups;
  /** What its clock says, in Unix milliseconds. */
  now = 1_700_000_000_000;
  /** What puts the database's log on disk; a test may hold it up. */
  syncFile: (log: string) => Promise<void> = async () => {};
  private readonly stores: Stores;

  /**
   * @param torrents name of the file below the root → its bytes; indexed and on disk
   * @param env where the DSN of a tracker's database stands
   */
  constructor(torrents: Readonly<Record<string, Uint8Array>> = {}, env: Readonly<Record<string, string>> = {}) {
    const store = Store.open(this.path, { create: true });
    for (const [name, bytes] of Object.entries(torrents)) this.dir.write(`root/${name}`, bytes);
    this.ids = addTorrents(store, torrents, this.dir.path("root"));
    store.close();
    const options = { busyTimeoutMs: 50, writeTimeoutMs: 5, relaxed: true };
    this.stores = new Stores(this.path, options, (log) => this.syncFile(log));
    const { log, lines, debug } = memoryLog();
    this.lines = lines;
    this.debug = debug;
    // Rows are written when a test asks for them.
    this.requestLog = new RequestLog(this.stores, log, () => () => {});
    const { stores, requestLog } = this;
    this.lookups = new TrackerLookups(env, log, () => this.now, this.stores);
    const { lookups } = this;
    this.app = createApp({ stores, requestLog, lookups, clock: () => this.now, log });
  }

  /** Asks and answers status, headers and the parsed body. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    { headers = {}, peer = null }: { headers?: Record<string, string>; peer?: string | null } = {},
  ): Promise<{ status: number; headers: Headers; said: Said; text: string }> {
    const sent = body === undefined || typeof body === "string" || isBytes(body) ? body : JSON.stringify(body);
    const request = new Request(`http://tracker.example${path}`, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent as Uint8Array<ArrayBuffer> }),
    });
    const response = await this.app.handle(request, { peer });
    const text = await response.text();
    const isJson = response.headers.get("content-type") === "application/json" && text !== "";
    return { status: response.status, headers: response.headers, text, said: isJson ? JSON.parse(text) : undefined };
  }

  /** Posts JSON and answers what was said. */
  async post(path: string, body: unknown): Promise<Said> {
    return (await this.ask("POST", path, body)).said;
  }

  /** Changes a setting the way an operator does, with SQL. */
  set(key: string, value: string): void {
    this.sql("UPDATE settings SET value = ? WHERE key = ?", value, key);
  }

  /** Runs one statement on a connection of its own. */
  sql(statement: string, ...values: (string | number)[]): Said[] {
    const database = new Database(this.path);
    try {
      return database.query(statement).all(...values);
    } finally {
      database.close();
    }
  }

  /** The rows of the request log, the oldest first. */
  rows(): Partial<RequestRow>[] {
    this.requestLog.stop();
    return this.stores.use((store) => store.requests.newest(1000)).reverse();
  }

  [Symbol.dispose](): void {
    void this.lookups.close();
    this.stores.close();
    this.dir[Symbol.dispose]();
  }
}

function isBytes(body: unknown): boolean {
  return body instanceof Uint8Array || body instanceof ReadableStream;
}

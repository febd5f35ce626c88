import { createHash } from "node:crypto";
import { ReseederError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { failureOf } from "../../core/thrown-error.ts";
import { readHistory, readUser } from "../../core/tracker/rows.ts";
import { isApiKind } from "../../core/tracker-api/api-kinds.ts";
import type { Environment } from "../runtime/secret-text.ts";
import { Semaphore } from "../runtime/semaphore.ts";
import type { Stores } from "../runtime/stores.ts";
import { TtlCache } from "../runtime/ttl-cache.ts";
import { apiMemory } from "../tracker-api/api-round.ts";
import { keyOwner } from "../tracker-api/key-owner.ts";
import type { RequestBudget } from "../tracker-api/request-budget.ts";
import { trackerPlace, unlessPaused } from "../tracker-api/tracker-pause.ts";
import { type Connector, connectorOf, type TrackerSettings } from "./connector.ts";
import { fittingConnector, valuesOf } from "./offered-pages.ts";
import { Session } from "./session.ts";

/** Whose a passkey is, or that it is nobody's. */
export type PasskeyOwner = { identity: string } | "rejected";

/** An entry of a user's history, as the tracker has it now. */
export interface TrackerDownload {
  /** 20 or 32 bytes. */
  infoHash: Uint8Array;
  /** Unix milliseconds. */
  at: number | null;
}

/** What is known of a passkey holds no longer: a ban or a new passkey holds within seconds. */
const KEPT_MS = 10_000;
/** The settings, the DSN's file and the statements are read anew that often, while the same connection goes on. */
const REREAD_MS = 10_000;
/** A database that did not answer is left alone for so long. */
const LEFT_ALONE_MS = 2_000;
/** Look-ups that may wait for their turn; one takes less than a millisecond. */
const MAX_WAITING = 500;
const TIMES = { connectMs: 2_000, statementMs: 4_000 };

/** One connection, and what is asked over it. */
interface Line {
  connector: Connector;
  /** The connector of the version that answers; null where nobody looked yet. */
  fitting: Connector | null;
  session: Session;
  key: string;
  readAt: number;
}

/**
 * Asks the tracker's database about single users: whose a passkey is, and what somebody once downloaded. Nothing of it
 * is stored; passkeys are held as hashes, for seconds. It is closed: an error is never an answer.
 */
export class TrackerLookups {
  private line: Line | null = null;
  private readonly owners = new TtlCache<PasskeyOwner>(20_000);
  private readonly asking = new Map<string, Promise<PasskeyOwner>>();
  private readonly turn = new Semaphore(1);
  private readonly budget: RequestBudget;
  private silentUntil = 0;
  private complained = false;

  constructor(
    private readonly env: Environment,
    private readonly log: Log,
    private readonly clock: () => number,
    private readonly stores: Stores,
  ) {
    this.budget = apiMemory(clock).budget;
  }

  /** What is known of a passkey at this moment; null when the database has to be asked. */
  known(settings: TrackerSettings, passkey: string): PasskeyOwner | null {
    return this.owners.get(this.keyOf(settings, passkey), this.clock(), KEPT_MS);
  }

  /**
   * Asks whose a passkey is, once for many requests at a time with the same one.
   * @throws ReseederError `TRACKER_AWAY` where that is not known, whatever the cause
   */
  owner(settings: TrackerSettings, passkey: string): Promise<PasskeyOwner> {
    const known = this.known(settings, passkey);
    if (known !== null) return Promise.resolve(known);
    const key = this.keyOf(settings, passkey);
    const running = this.asking.get(key);
    if (running) return running;
    const answered = isApiKind(settings.tracker)
      ? this.keyOwner(settings, key, passkey)
      : this.memberOf(settings, key, passkey);
    const asked = answered.finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  private memberOf(settings: TrackerSettings, key: string, passkey: string): Promise<PasskeyOwner> {
    return this.ask(settings, async ({ connector, session }) => {
      const { user } = connector.statements;
      if (!user) throw new ReseederError("TRACKER_QUERIES", "auth = tracker needs a statement `user`");
      // As old as the question: what changed while it was answered may not be in the answer.
      const at = this.clock();
      const isForm = connector.passkey.test(passkey);
      const rows = isForm ? await session.query(user.sql, valuesOf(user, { passkey }), "user") : [];
      const identity = readUser(rows, passkey);
      const owner: PasskeyOwner = identity === null ? "rejected" : { identity };
      this.owners.set(key, owner, at);
      return owner;
    });
  }

  private keyOwner(settings: TrackerSettings, key: string, passkey: string): Promise<PasskeyOwner> {
    return this.inTurn(async () => {
      if (settings.tracker !== "torrust-actix") {
        throw new ReseederError("TRACKER_DSN", `tracker is ${settings.tracker}, which has no users`);
      }
      if (this.budget.left === 0)
        throw new ReseederError("TRACKER_AWAY", "the limit of tracker lookups per minute is reached");
      const at = this.clock();
      const found = await unlessPaused(this.stores, trackerPlace(settings), this.clock, () =>
        keyOwner(settings, this.env, this.budget, passkey, this.clock),
      );
      const owner: PasskeyOwner = found === "rejected" ? found : { identity: found.identity };
      this.owners.set(key, owner, at, found === "rejected" ? undefined : found.holdsMs);
      return owner;
    });
  }

  /**
   * What a user once downloaded, by the tracker's word of this moment, in the order of info-hashes.
   * @throws ReseederError `TRACKER_AWAY` where that is not known, whatever the cause
   */
  async history(settings: TrackerSettings, userId: string): Promise<TrackerDownload[]> {
    // These know no history.
    if (isApiKind(settings.tracker)) return [];
    const rows = await this.ask(settings, async (line) => {
      line.fitting ??= await fittingConnector(line.session, line.connector);
      const { history } = line.fitting.statements;
      return history ? await line.session.query(history.sql, valuesOf(history, { user: userId }), "history") : [];
    });
    const entries = rows.map((row) => readHistory(row, userId)).filter((entry) => entry !== null);
    return entries.sort((a, b) => Buffer.compare(a.infoHash, b.infoHash));
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    const { line } = this;
    this.line = null;
    await line?.session.close();
  }

  /** Another tracker knows other users, and nothing holds once any process has forgotten somebody. */
  private keyOf({ tracker, tracker_queries: queries, tracker_url: url }: TrackerSettings, passkey: string): string {
    const all = [this.stores.use((store) => store.letIn.forgets()), tracker, queries, url, passkey];
    return createHash("sha256").update(all.join("\n")).digest("base64");
  }

  private ask<T>(settings: TrackerSettings, question: (line: Line) => Promise<T>): Promise<T> {
    return this.inTurn(() => this.attempt(settings, question));
  }

  private async inTurn<T>(question: () => Promise<T>): Promise<T> {
    if (this.asking.size >= MAX_WAITING) throw unanswered();
    return this.turn.run(async () => {
      if (this.clock() < this.silentUntil) throw unanswered();
      try {
        const answer = await question();
        this.complained = false;
        return answer;
      } catch (error) {
        this.silentUntil = Math.max(this.silentUntil, this.clock() + leftAloneMs(error));
        this.complain(error);
        throw unanswered();
      }
    });
  }

  /** A rejected password may have been changed: the DSN is read anew, once. */
  private async attempt<T>(settings: TrackerSettings, question: (line: Line) => Promise<T>): Promise<T> {
    try {
      return await question(await this.lineFor(settings, false));
    } catch (error) {
      if (!(error instanceof ReseederError) || error.code !== "TRACKER_REFUSED") throw error;
      return await question(await this.lineFor(settings, true));
    }
  }

  private async lineFor(settings: TrackerSettings, anew: boolean): Promise<Line> {
    const key = `${settings.tracker}\n${settings.tracker_queries}`;
    const now = this.clock();
    const { line } = this;
    if (line?.key === key && !anew && now >= line.readAt && now - line.readAt < REREAD_MS) return line;
    const connector = connectorOf(settings, this.env);
    if (connector === null) {
      await this.close();
      throw new ReseederError("TRACKER_DSN", "the setting tracker is none");
    }
    if (line && !anew && Bun.deepEquals(line.connector.dsn, connector.dsn)) {
      this.line = { connector, fitting: null, session: line.session, key, readAt: now };
    } else {
      await this.close();
      this.line = { connector, fitting: null, session: new Session(connector.dsn, TIMES), key, readAt: now };
    }
    return this.line;
  }

  /** Said once for each trouble, not for each user. */
  private complain(error: unknown): void {
    const { code, message } = failureOf(error);
    if (!this.complained) this.log("error", "cannot look up users at the tracker", { code, error: message });
    this.complained = true;
  }
}

function leftAloneMs(error: unknown): number {
  return error instanceof ReseederError && error.code === "TRACKER_UNREACHABLE" ? LEFT_ALONE_MS : 0;
}

function unanswered(): ReseederError {
  const message = "The tracker is not reachable. Try again later";
  return new ReseederError("TRACKER_AWAY", message, { retryAfter: 5 });
}

import { isAllowedHost } from "../../core/access/allowed-hosts.ts";
import type { Log } from "../../core/log.ts";
import type { Settings } from "../../core/settings/settings.ts";
import type { RequestRow } from "../../store/people/requests.ts";
import type { Store } from "../../store/store.ts";
import type { RequestCounts } from "../../work/requests/request-counts.ts";
import type { BorrowedStore, Stores } from "../../work/runtime/stores.ts";
import { BodyBudget } from "../request/body-budget.ts";
import type { HttpServices } from "../request/http-services.ts";
import { LiveSettings } from "../request/live-settings.ts";
import { RequestContext } from "../request/request-context.ts";
import { pathForLog, pathOf } from "../request/request-path.ts";
import { RequestRecord } from "../request/request-record.ts";
import type { RouteTable } from "../request/route-table.ts";
import { clientAddress, isTrusted } from "./client-address.ts";

/** The connection that a request came on. */
export interface Connection {
  /** Address of the other end, or `SOCKET_PEER`; null where there is none. */
  peer: string | null;
  /** Says whether the connection may be silent for longer than others. */
  mayBeSilent(isSo: boolean): void;
}

/** Takes requests in: counts them, reads the settings that hold for each, and opens its row in the log. */
export class Intake {
  private readonly live: LiveSettings;
  private readonly bodies = new BodyBudget();

  constructor(
    private readonly services: HttpServices,
    private readonly counts: RequestCounts,
    private readonly table: RouteTable,
  ) {
    this.live = new LiveSettings(services.log);
  }

  /** The context of a request that has just come. */
  begin(request: Request, connection: Connection): RequestContext {
    const { stores, clock } = this.services;
    const borrowed = borrowOnce(stores);
    this.counts.began();
    const settings = this.settingsFor(borrowed.open);
    const { trustedProxies, allowedOrigins } = this.live;
    const template = this.table.templateOf(pathOf(request));
    const arrival = {
      at: clock(),
      method: request.method,
      client: clientAddress(connection.peer, request.headers, trustedProxies),
      path: pathForLog(request, template, this.live.settings.anonymize_users === 1),
    };
    const record = new RequestRecord(arrival, (row) => {
      borrowed.release();
      this.ended(template, row);
    });
    return new RequestContext(request, {
      record,
      isProxied: isTrusted(connection.peer, trustedProxies),
      allowedOrigins,
      bodies: this.bodies,
      settings,
      openStore: borrowed.open,
      mayBeSilent: (isSo) => connection.mayBeSilent(isSo),
    });
  }

  /** False for a request under a name that is not this server's. */
  isAddressed(request: Request): boolean {
    return isAllowedHost(request.headers.get("host"), this.live.allowedHosts);
  }

  private settingsFor(open: () => Store): () => Settings {
    try {
      this.live.read(open());
    } catch {
      // Whatever needs the database meets the same error itself; the rest goes on with the settings last read.
    }
    let settings = this.live.isKnown ? this.live.settings : null;
    return () => {
      settings ??= this.live.read(open());
      return settings;
    };
  }

  private ended(template: string, row: RequestRow): void {
    this.services.requestLog.request(row);
    this.counts.ended(template, row);
    logRequest(this.services.log, row);
  }
}

/** A store taken when it is first wanted, and given back once. */
function borrowOnce(stores: Stores): { open: () => Store; release: () => void } {
  let borrowed: BorrowedStore | null = null;
  return {
    open: () => {
      borrowed ??= stores.borrow();
      return borrowed.store;
    },
    release: () => borrowed?.release(),
  };
}

/**
 * One line for every request, at debug whatever became of it: the request log has them all, and a stranger decides how
 * many fail. What is wrong with this server is logged as an error where it happens.
 */
function logRequest(log: Log, row: RequestRow): void {
  const { method, path, status, durationUs, bytesIn, bytesOut, client, userId, files, torrents, error } = row;
  log("debug", `${method} ${path}`, {
    status,
    ms: durationUs / 1000,
    bytes_in: bytesIn,
    bytes_out: bytesOut,
    client,
    user_id: userId,
    files,
    torrents,
    error,
  });
}

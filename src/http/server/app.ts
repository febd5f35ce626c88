import { Elysia } from "elysia";
import { ReseederError } from "../../core/errors.ts";
import { invalid } from "../../core/json-text.ts";
import { RequestCounts } from "../../work/requests/request-counts.ts";
import type { Lease } from "../../work/runtime/stores.ts";
import { Access } from "../../work/users/access.ts";
import { Guard } from "../request/guard.ts";
import type { HttpContext } from "../request/http-context.ts";
import { LiveSettings } from "../request/live-settings.ts";
import { problem } from "../request/problem.ts";
import { pathOf, Visit, Visits } from "../request/request-context.ts";
import { RouteTable } from "../request/route-table.ts";
import { archiveRoutes } from "../routes/archive.ts";
import { docsRoutes, presentDocs } from "../routes/docs.ts";
import { handshakeRoutes } from "../routes/handshake.ts";
import { healthRoutes } from "../routes/health.ts";
import { historyRoutes } from "../routes/history.ts";
import { metricsRoutes } from "../routes/metrics.ts";
import { phaseRoutes } from "../routes/phases.ts";
import { pushRoutes } from "../routes/push.ts";
import { reportRoutes } from "../routes/report.ts";
import { swarmRoutes } from "../routes/swarm.ts";
import { torrentDownloadRoutes } from "../routes/torrent-download.ts";
import { torrentRoutes } from "../routes/torrents.ts";
import { clientAddress, isTrusted } from "./client-address.ts";
import { logRequest } from "./request-line.ts";

/** The API without a port. */
export interface App {
  /**
   * Answers one request. The answer to a match is a stream, and its row in the log is written when that ends.
   * @param peer address of the other end of the connection
   * @param mayBeSilent as `Visit.mayBeSilent`
   */
  handle(request: Request, peer?: string | null, mayBeSilent?: (isSo: boolean) => void): Promise<Response>;
}

/** Puts the resources together; every answer, whatever becomes of it, passes the request log. */
export function createApp(context: HttpContext): App {
  const visits = new Visits();
  const settings = new LiveSettings(context.log);
  const access = new Access(context.requestLog, context.log, context.clock);
  const guard = new Guard(access, settings);
  const counts = new RequestCounts();
  const routes = new Elysia({ handler: { standardHostname: false } })
    .onError(({ code, error, request }) => {
      const visit = visits.of(request);
      // Ours has the same code where something below a known path is not there.
      const isUnknown = code === "NOT_FOUND" && !(error instanceof ReseederError);
      const cause = isUnknown ? missing(visit.request) : error;
      const allow = isUnknown ? allowed(visit.request) : null;
      return problem(visit, cause, context.log, allow ? { allow } : {});
    })
    .use(docsRoutes())
    .use(healthRoutes(visits))
    .use(handshakeRoutes(visits, guard))
    .use(phaseRoutes(visits, guard, context))
    .use(reportRoutes(visits, guard, context))
    .use(archiveRoutes(visits, guard, context))
    .use(historyRoutes(visits, guard, context))
    .use(pushRoutes(visits, guard, context))
    .use(torrentRoutes(visits, guard, context))
    .use(torrentDownloadRoutes(visits, guard, context))
    .use(swarmRoutes(visits, guard, context))
    .use(metricsRoutes(visits, guard, counts, context));

  const table = new RouteTable(routes.routes);
  const allowed = (request: Request) => table.allowed(pathOf(request));
  const missing = (request: Request) => {
    const what = `${request.method} ${pathOf(request).slice(0, 200)}`;
    return allowed(request)
      ? new ReseederError("METHOD_NOT_ALLOWED", `${what}: this path takes ${allowed(request)}`)
      : new ReseederError("NOT_FOUND", `${what}: there is nothing here`);
  };

  const route = async (visit: Visit): Promise<Response> => {
    const { request } = visit;
    const allow = request.method === "OPTIONS" ? allowed(request) : null;
    if (allow) return new Response(null, { status: 204, headers: { allow } });
    // The router would hand on null for such a parameter.
    if (!isDecodable(pathOf(request))) throw invalid("path: expected UTF-8 behind every percent sign");
    // The server keeps the body of an answer to HEAD to itself.
    const routed = request.method === "HEAD" ? new Request(request.url, { headers: request.headers }) : request;
    visits.start(visit, routed);
    const response = await routes.handle(routed);
    return visit.answered ? response : presentDocs(visit, response);
  };

  return {
    async handle(request, peer = null, mayBeSilent = () => {}) {
      const lease = leaseOnce(context);
      counts.began();
      try {
        settings.read(lease.open());
      } catch {
        // Whatever needs the database meets the same error itself; the rest goes on with the settings last read.
      }
      const visit = new Visit(
        request,
        context.clock(),
        clientAddress(peer, request.headers, settings.trustedProxies),
        settings.settings,
        lease.open,
        (ended, status) => {
          lease.release();
          const row = ended.row(status);
          context.requestLog.request(row);
          counts.ended(ended.template, row);
          logRequest(context.log, row);
        },
      );
      visit.template = table.templateOf(request.method, pathOf(request));
      visit.mayBeSilent = mayBeSilent;
      visit.isProxied = isTrusted(peer, settings.trustedProxies);
      let response: Response;
      try {
        response = await route(visit);
      } catch (error) {
        response = problem(visit, error, context.log);
      }
      if (!visit.streaming) visit.finish(response.status);
      return response;
    },
  };
}

function isDecodable(path: string): boolean {
  try {
    return !path.includes("%") || decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

/** A store taken when it is first wanted, and given back once. */
function leaseOnce({ stores }: HttpContext): { open: () => Lease["store"]; release: () => void } {
  let lease: Lease | null = null;
  return {
    open: () => {
      lease ??= stores.lease();
      return lease.store;
    },
    release: () => lease?.release(),
  };
}

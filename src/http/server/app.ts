import { Elysia } from "elysia";
import { ReseederError } from "../../core/errors.ts";
import { invalid, show } from "../../core/json-text.ts";
import { RequestCounts } from "../../work/requests/request-counts.ts";
import type { HttpServices } from "../request/http-services.ts";
import { preflight } from "../request/preflight.ts";
import { problem } from "../request/problem.ts";
import type { RequestContext } from "../request/request-context.ts";
import { pathOf } from "../request/request-path.ts";
import { RouteTable } from "../request/route-table.ts";
import { type ContextualRequest, contextual } from "../request/with-context.ts";
import { apiRoutes } from "./api-routes.ts";
import { type Connection, Intake } from "./intake.ts";

/** The API without a port. */
export interface App {
  /** Answers one request. The answer to a match is a stream, and its row in the log is written when that ends. */
  handle(request: Request, connection?: Partial<Connection>): Promise<Response>;
}

/** Puts the resources together; every answer, whatever becomes of it, passes the request log. */
export function createApp(services: HttpServices): App {
  const { log } = services;
  const counts = new RequestCounts();
  const resources = apiRoutes(services, counts);
  const table = new RouteTable(resources.routes);
  const routes = new Elysia({ handler: { standardHostname: false } })
    .onError(({ code, error, request }) => {
      const { context } = request as ContextualRequest;
      // Ours has the same code where something below a known path is not there.
      const isUnknown = code === "NOT_FOUND" && !(error instanceof ReseederError);
      return isUnknown ? nothingHere(context) : problem(context, error, log);
    })
    .use(resources);

  const nothingHere = (context: RequestContext): Response => {
    const { request } = context;
    const what = `${request.method} ${pathOf(request).slice(0, 200)}`;
    const allow = table.allowed(pathOf(request));
    if (!allow) return problem(context, new ReseederError("NOT_FOUND", `${what}: no such path`), log);
    const wrong = new ReseederError("METHOD_NOT_ALLOWED", `${what}: use ${allow}`);
    return problem(context, wrong, log, { allow });
  };

  const route = async (context: RequestContext): Promise<Response> => {
    const { request } = context;
    if (!intake.isAddressed(request)) {
      const message = `Host ${show(request.headers.get("host"))}: not a host name of this server (setting allowed_hosts)`;
      throw new ReseederError("MISDIRECTED_REQUEST", message);
    }
    // Which of them counts is for every program on the way to say (RFC 9112, section 3.2).
    if (request.headers.get("host")?.includes(",")) throw invalid("Host: expected one");
    // None is ever sent (RFC 9112, section 3.2), and the router would take it for a part of the path.
    if (request.url.includes("#")) throw invalid("path: expected no fragment");
    const allow = table.allowed(pathOf(request));
    if (allow && request.method === "OPTIONS") return context.empty(204, { allow, ...preflight(context, allow) });
    if (allow && !allow.split(", ").includes(request.method)) return nothingHere(context);
    // The router would hand on null for such a parameter.
    if (!isDecodable(pathOf(request))) throw invalid("path: expected percent-encoded UTF-8");
    // The server keeps the body of an answer to HEAD to itself.
    const routed = request.method === "HEAD" ? new Request(request.url, { headers: request.headers }) : request;
    return routes.handle(contextual(routed, context));
  };

  const intake = new Intake(services, counts, table);
  return {
    async handle(request, { peer = null, mayBeSilent = () => {} } = {}) {
      const context = intake.begin(request, { peer, mayBeSilent });
      return route(context).catch((error) => problem(context, error, log));
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

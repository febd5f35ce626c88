import { socketPath } from "../access/listen-address.ts";
import { checkProxy, type ServicePlan, type ServiceTemplate } from "./service-plan.ts";

const MIB = 1024 * 1024;

/** What nginx needs: a zone that counts requests, for `http {}`, and locations, for the `server {}` of the tracker. */
export const NGINX_FILES: readonly ServiceTemplate[] = [
  {
    name: "reseeder-zone.conf",
    text: `# ReSeeder behind nginx, part 1: put this into http {}, for example as /etc/nginx/conf.d/reseeder-zone.conf.
limit_req_zone $binary_remote_addr zone=reseeder:10m rate=5r/s;
`,
  },
  { name: "reseeder-location.conf", text: (plan) => locations(checkProxy(plan)) },
];

function locations({ host, port, prefix, maxBody, maxPush }: ServicePlan): string {
  const pass = (path: string) => proxied(`${upstream(host, port)}${path}`);
  const [body, push] = [limitFor(maxBody), limitFor(maxPush)];
  return `# ReSeeder behind nginx, part 2: put this into the tracker's server {}:
#   include snippets/reseeder-location.conf;

# For users.
location ${prefix} {
${pass("/")}
    # A client sends a handful of requests with up to 10,000 files each.
    limit_req zone=reseeder burst=20 nodelay;
    limit_req_status 429;
    client_max_body_size ${body}m;

    # To allow only the tracker's users and pass their IDs to the API (set auth to header):
    #auth_request /reseeder_auth;
    #auth_request_set $reseeder_user $upstream_http_x_reseeder_user;
    #auth_request_set $reseeder_passkey $upstream_http_x_reseeder_passkey;
    #proxy_set_header X-Reseeder-User $reseeder_user;
    #proxy_set_header X-Reseeder-Passkey $reseeder_passkey;
${ERROR_PAGES}}
#location = /reseeder_auth {
#    internal;
#    proxy_pass http://127.0.0.1:9000/reseeder_auth;  # the tracker: 2xx and X-Reseeder-User, X-Reseeder-Passkey; or 401
#    proxy_pass_request_body off;
#    proxy_set_header Content-Length "";
#}

# For the tracker's site, with a token of scope manage: without the limits for users.
location ${prefix}api/v1/ {
${pass("/api/v1/")}
    client_max_body_size ${body}m;
${ONLY_FROM}${ERROR_PAGES}}

# Pushes and lists: large bodies, passed on without buffering.
location = ${prefix}api/v1/torrents {
${pass("/api/v1/torrents")}
    client_max_body_size ${push}m;
    proxy_request_buffering off;
    proxy_buffering off;
    # The response comes after everything is stored.
    proxy_read_timeout 10m;
${ONLY_FROM}${ERROR_PAGES}}

# For Prometheus, with a token of scope metrics.
location = ${prefix}metrics {
${pass("/metrics")}
${ONLY_FROM}${ERROR_PAGES}}

${[
  answer("unknown", 401, "UNAUTHORIZED", "Log in to the tracker first"),
  answer("forbidden", 403, "FORBIDDEN", "Not allowed from this address"),
  answer("too_large", 413, "BODY_TOO_LARGE", "The body is too large"),
  answer("too_many", 429, "RATE_LIMITED", "Too many requests; try again in a moment", 1),
  answer("away", 503, "SERVER_ERROR", "Internal utility error", 5),
].join("")}`;
}

/** A little more than the API takes, so that the rejection is the API's own, with its limit in it. In MiB. */
function limitFor(bytes: number): number {
  return Math.ceil(bytes / MIB) + 1;
}

const ONLY_FROM = `    # To allow only some machines:
    #allow 192.0.2.10;
    #deny all;
`;

const ERROR_PAGES = `
    # nginx's own rejections in the form that clients know.
    error_page 401 = @reseeder_unknown;
    error_page 403 = @reseeder_forbidden;
    error_page 413 = @reseeder_too_large;
    error_page 429 = @reseeder_too_many;
    error_page 500 502 504 = @reseeder_away;
`;

/** Hands a request on. The path at the end of the address takes the place of the location's. */
function proxied(to: string): string {
  return `    proxy_pass http://${to};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    # What a client says of itself under these names does not get through.
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Reseeder-User "";
    proxy_set_header X-Reseeder-Passkey "";
`;
}

function answer(name: string, status: number, code: string, message: string, retryAfter?: number): string {
  const retry = retryAfter === undefined ? "" : `    add_header Retry-After ${retryAfter} always;\n`;
  return `location @reseeder_${name} {
    default_type application/json;
    add_header Cache-Control no-store always;
${retry}    return ${status} '{"status":"error","code":"${code}","message":"${message}"}';
}
`;
}

/** Where nginx reaches what listens on `host`. */
function upstream(host: string, port: number): string {
  if (socketPath(host) !== null) return `${host}:`;
  const address = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

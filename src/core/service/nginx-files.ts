import type { ServicePlan } from "./service-plan.ts";
import type { ServiceFile } from "./service-units.ts";

const MIB = 1024 * 1024;

/** What nginx needs: a zone that counts requests, for `http {}`, and locations, for the `server {}` of the tracker. */
export function nginxFiles(plan: ServicePlan): ServiceFile[] {
  return [
    { name: "reseeder-zone.conf", text: ZONE },
    { name: "reseeder-location.conf", text: locations(plan) },
  ];
}

const ZONE = `# ReSeeder behind nginx, part 1: put this into http {}, for example as /etc/nginx/conf.d/reseeder-zone.conf.
limit_req_zone $binary_remote_addr zone=reseeder:10m rate=5r/s;
`;

function locations({ host, port, prefix, maxBody }: ServicePlan): string {
  // A little more than the API takes, so that the rejection is the API's own, with its limit in it.
  const body = Math.ceil(maxBody / MIB) + 1;
  return `# ReSeeder behind nginx, part 2: put this into the tracker's server {}:
#   include snippets/reseeder-location.conf;
location ${prefix} {
    # The trailing slash replaces the prefix.
    proxy_pass http://${upstream(host, port)}/;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    # These override headers that a client sends.
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Reseeder-User "";
    proxy_set_header X-Reseeder-Passkey "";

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

    # nginx's own errors, in the API's format.
    error_page 413 = @reseeder_too_large;
    error_page 429 = @reseeder_too_many;
    error_page 502 504 = @reseeder_away;
}
#location = /reseeder_auth {
#    internal;
#    proxy_pass http://127.0.0.1:9000/reseeder_auth;  # the tracker: 2xx and X-Reseeder-User, X-Reseeder-Passkey; or 401
#    proxy_pass_request_body off;
#    proxy_set_header Content-Length "";
#}
${[
  answer("too_large", 413, "BODY_TOO_LARGE", `The body is larger than ${body} MiB`),
  answer("too_many", 429, "RATE_LIMITED", "Too many requests; try again in a moment", 1),
  answer("away", 503, "SERVER_ERROR", "Internal utility error", 5),
].join("")}`;
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
  const address = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

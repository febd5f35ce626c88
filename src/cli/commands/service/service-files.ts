import { resolve } from "node:path";
import { socketPath } from "../../../core/access/listen-address.ts";
import { seal } from "../../../core/service/seal.ts";
import {
  filesOf,
  type ServiceFile,
  type ServicePlan,
  type ServiceTemplate,
} from "../../../core/service/service-plan.ts";
import { VERSION } from "../../../core/version.ts";
import { planServices } from "../../../work/service/plan-services.ts";
import type { Invocation } from "../../command.ts";
import { hostFlag, wholeNumber } from "../../flags.ts";

/** Flags of `service print` and `service install`. The database's place is fixed: a service has no current directory. */
export const SERVICE_FLAGS = {
  db: {
    type: "string",
    variable: true,
    valueHint: "FILE",
    default: "/var/lib/reseeder/reseeder.db",
    description: "Use this database file",
  },
  bin: {
    type: "string",
    variable: true,
    valueHint: "FILE",
    description: "Run this program (default: this one)",
  },
  user: { type: "string", valueHint: "NAME", default: "reseeder", description: "Run the services as this user" },
  host: {
    type: "string",
    variable: true,
    valueHint: "ADDRESS",
    default: "127.0.0.1",
    description: "Listen on this address",
  },
  port: {
    type: "string",
    variable: true,
    valueHint: "PORT",
    default: "8080",
    description: "Listen on this port",
  },
  prefix: {
    type: "string",
    variable: true,
    valueHint: "PATH",
    default: "/reseeder_api/",
    description: "Offer the API below this path in nginx",
  },
} as const;

/** What the flags say of the services; nothing of it is checked before it stands in a file. */
export function servicePlan({ io, flags }: Pick<Invocation<typeof SERVICE_FLAGS>, "io" | "flags">): ServicePlan {
  const bin = flags.bin ?? io.executable;
  return planServices({
    bin: bin === null ? null : resolve(io.cwd, bin),
    db: resolve(io.cwd, flags.db),
    user: flags.user,
    host: hostFlag(flags.host, io.cwd),
    port: wholeNumber("port", flags.port, 1, 65_535),
    prefix: `/${flags.prefix}/`.replace(/\/{2,}/g, "/"),
  });
}

/** The files of a plan, each with the line by which a change by hand is seen. @throws ReseederError USAGE, as `filesOf` */
export function sealedFiles(templates: readonly ServiceTemplate[], plan: () => ServicePlan): ServiceFile[] {
  return filesOf(templates, plan).map(({ name, text }) => ({ name, text: seal(text, VERSION) }));
}

/**
 * What is left to do.
 * @param placed where the units are: in systemd's folder, only printed, or in the folder of this path
 */
export function nextSteps(plan: ServicePlan, placed: "installed" | "printed" | { folder: string }): string {
  const { db, user, bin, host } = plan;
  const folder = quote(db.replace(/\/[^/]*$/, "") || "/");
  const [program, database] = [quote(bin ?? "reseeder"), quote(db)];
  const hidden = /^\/(?:root|home)\//.test(bin ?? "")
    ? `${user} cannot access this program. Copy it with \`install -m 755 ${program} /usr/local/bin/reseeder\` and use --bin.\n\n`
    : "";
  const copied = typeof placed === "object" ? quote(placed.folder) : "";
  const units =
    placed === "installed"
      ? ""
      : placed === "printed"
        ? `  ${program} service install${givenFlags(plan, ["db", "user", "host", "port", "prefix"])}\n`
        : `  cp ${copied}/reseeder-*.service ${copied}/reseeder-*.timer /etc/systemd/system/\n`;
  return `${hidden}Set up once:
  id ${user} || useradd --system --home-dir ${folder} --shell /usr/sbin/nologin ${user}
  install -d -o ${user} -g "$(id -gn ${user})" -m 750 ${folder}
  runuser -u ${user} -- ${program} scan --db ${database} /path/to/torrents
${units}  systemctl daemon-reload
  systemctl enable --now reseeder-api reseeder-watch
Instead of running reseeder-watch, you can use \`serve --watch\` in reseeder-api.service.
The API makes backups. For backups at a fixed time of day:
  runuser -u ${user} -- ${program} settings set --db ${database} backup_interval_hours 0
  systemctl enable --now reseeder-backup.timer
nginx:
  ${program} service print nginx-zone > /etc/nginx/conf.d/reseeder-zone.conf
  ${program} service print nginx-location${givenFlags(plan, ["db", "host", "port", "prefix"])} > /etc/nginx/snippets/reseeder-location.conf
  (and \`include snippets/reseeder-location.conf;\` in the tracker's server {} block)
  nginx -t && systemctl reload nginx
${socketPath(host) === null ? "" : SOCKET_STEPS.replaceAll("USER", user)}Check the setup:
  runuser -u ${user} -- ${program} doctor --db ${database}
`;
}

/** For the socket, so that the user that nginx runs as may connect. */
const SOCKET_STEPS = `  usermod -a -G "$(id -gn USER)" www-data   # the user that nginx runs as
  systemctl restart nginx
`;

/** Those flags of a plan that are not at their default, to be given again. */
function givenFlags(plan: ServicePlan, names: readonly ("db" | "user" | "host" | "port" | "prefix")[]): string {
  const given = names.filter((name) => String(plan[name]) !== SERVICE_FLAGS[name].default);
  return given.map((name) => ` --${name} ${quote(String(plan[name]))}`).join("");
}

function quote(text: string): string {
  return /^[\w@%+,./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

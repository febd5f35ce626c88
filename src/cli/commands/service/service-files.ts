import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import { nginxFiles } from "../../../core/service/nginx-files.ts";
import { seal } from "../../../core/service/seal.ts";
import type { ServicePlan } from "../../../core/service/service-plan.ts";
import { type ServiceFile, systemdUnits } from "../../../core/service/service-units.ts";
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

/** Everything that is made for a plan, by the place where it belongs. */
export interface ServiceFiles {
  plan: ServicePlan;
  systemd: ServiceFile[];
  nginx: ServiceFile[];
}

/** @throws ReseederError USAGE for a value that cannot be, `DATABASE_…` */
export function serviceFiles({ io, flags }: Pick<Invocation<typeof SERVICE_FLAGS>, "io" | "flags">): ServiceFiles {
  const bin = flags.bin ?? io.executable;
  if (bin === null) {
    const hint = "Build the binary with `bun run build`, or set its path with --bin FILE.";
    throw new ReseederError("USAGE", "ReSeeder runs from source, so there is no binary for the services", { hint });
  }
  const plan = planServices({
    bin: resolve(io.cwd, bin),
    db: resolve(io.cwd, flags.db),
    user: flags.user,
    host: hostFlag(flags.host, io.cwd),
    port: wholeNumber("port", flags.port, 1, 65_535),
    prefix: `/${flags.prefix}/`.replace(/\/{2,}/g, "/"),
  });
  const sealed = ({ name, text }: ServiceFile) => ({ name, text: seal(text, VERSION) });
  return { plan, systemd: systemdUnits(plan).map(sealed), nginx: nginxFiles(plan).map(sealed) };
}

/** What is to be done once the units are in place. */
export function nextSteps({ db, user, bin }: ServicePlan): string {
  const folder = quote(db.replace(/\/[^/]*$/, "") || "/");
  const [program, database] = [quote(bin), quote(db)];
  const hidden = /^\/(?:root|home)\//.test(bin)
    ? `${user} cannot access this program. Copy it with \`install -m 755 ${program} /usr/local/bin/reseeder\` and use --bin.\n\n`
    : "";
  return `${hidden}Set up once:
  id ${user} || useradd --system --home-dir ${folder} --shell /usr/sbin/nologin ${user}
  install -d -o ${user} -g "$(id -gn ${user})" -m 750 ${folder}
  runuser -u ${user} -- ${program} scan --db ${database} /path/to/torrents
  systemctl daemon-reload
  systemctl enable --now reseeder-api reseeder-watch
Instead of running reseeder-watch, you can use \`serve --watch\` in reseeder-api.service.
The API makes backups. For backups at a fixed time of day:
  runuser -u ${user} -- ${program} settings set --db ${database} backup_interval_hours 0
  systemctl enable --now reseeder-backup.timer
nginx:
  ${program} service print nginx-zone > /etc/nginx/conf.d/reseeder-zone.conf
  ${program} service print nginx-location > /etc/nginx/snippets/reseeder-location.conf
  (and \`include snippets/reseeder-location.conf;\` in the tracker's server {} block)
  nginx -t && systemctl reload nginx
Check the setup:
  runuser -u ${user} -- ${program} doctor --db ${database}
`;
}

function quote(text: string): string {
  return /^[\w@%+,./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import { socketPath } from "../access/listen-address.ts";
import { checkUnits, type ServicePlan, type ServiceTemplate } from "./service-plan.ts";
import { commandWord, type UnitLine, type UnitSections, unitFile, unitWord } from "./unit-file.ts";

type UnitPlan = Omit<ServicePlan, "prefix"> & { bin: string };

/** The plan of what does not listen. */
function withoutServer(plan: ServicePlan): ServicePlan {
  return { ...plan, host: "localhost", port: 1024 };
}

function apiUnit(plan: UnitPlan): string {
  const { bin, db, host, port } = plan;
  const socket = socketPath(host);
  const isAnywhere = socket !== null || ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].includes(host);
  const isLow = socket === null && port < 1024;
  const where = socket === null ? ["--host", host, "--port", String(port)] : ["--host", host];
  const network = isAnywhere ? "network.target" : "network-online.target";
  return unitFile(
    [
      "The API of ReSeeder. It also makes backups (setting backup_interval_hours).",
      "With `serve --watch` it also keeps the index up to date, and you do not need reseeder-watch.service.",
    ],
    [
      [
        "Unit",
        [
          ["Description", "ReSeeder: answers match requests"],
          ["Wants", isAnywhere ? null : network],
          ["After", network],
          ...unitLines(db),
        ],
      ],
      [
        "Service",
        [
          ["Type", "exec"],
          ["ExecStart", command(bin, ["serve", "--db", db, ...where])],
          ...RESTART,
          ["LimitNOFILE", "65536"],
          // Several times what it was ever seen to take: rather this process than the tracker's database.
          ["MemoryMax", "1G"],
          ...hardening(plan, "AF_UNIX AF_INET AF_INET6"),
          // Ports below 1024 are for root and for those who may bind them.
          ["CapabilityBoundingSet", isLow ? "CAP_NET_BIND_SERVICE" : ""],
          ["AmbientCapabilities", isLow ? "CAP_NET_BIND_SERVICE" : ""],
        ],
      ],
      INSTALL,
    ],
  );
}

function watchUnit(plan: UnitPlan): string {
  return unitFile(
    [
      "The watcher of ReSeeder. It keeps the index up to date with the scan paths.",
      "You do not need it if the API runs as `serve --watch`.",
    ],
    [
      [
        "Unit",
        [
          ["Description", "ReSeeder: watches folders of .torrent files"],
          ["After", "local-fs.target"],
          ...unitLines(plan.db),
        ],
      ],
      [
        "Service",
        [
          ["Type", "exec"],
          ["ExecStart", command(plan.bin, ["watch", "--db", plan.db])],
          ...RESTART,
          ["Nice", "5"],
          ...offline(plan),
        ],
      ],
      INSTALL,
    ],
  );
}

function backupUnit(plan: UnitPlan): string {
  return unitFile(
    [
      "One backup of the database, started by reseeder-backup.timer.",
      "You do not need it if the API runs: it makes a backup every backup_interval_hours (6). For a fixed time of day,",
      "set that to 0 (`reseeder settings set backup_interval_hours 0`) and enable the timer.",
    ],
    [
      ["Unit", [["Description", "ReSeeder: backs up the database"], ...unitLines(plan.db)]],
      [
        "Service",
        [
          ["Type", "oneshot"],
          ["ExecStart", command(plan.bin, ["backup", "--db", plan.db])],
          // The copy is made, and older ones could not be removed: told in the journal, no failure of the unit.
          ["SuccessExitStatus", "3"],
          ["Nice", "10"],
          ["IOSchedulingClass", "idle"],
          ...offline(plan),
        ],
      ],
    ],
  );
}

const BACKUP_TIMER = unitFile(
  ["When the database is backed up. You do not need it if the API makes backups; see reseeder-backup.service."],
  [
    ["Unit", [["Description", "ReSeeder: backs up the database every night"]]],
    [
      "Timer",
      [
        ["OnCalendar", "*-*-* 04:00:00"],
        ["RandomizedDelaySec", "30min"],
        ["Persistent", "true"],
      ],
    ],
    ["Install", [["WantedBy", "timers.target"]]],
  ],
);

/**
 * Units for systemd 240 and later: the API, the watcher, and a backup with its timer. They may write to the database's
 * folder and to that of the backups, and to nothing else.
 */
export const SYSTEMD_UNITS: readonly ServiceTemplate[] = [
  { name: "reseeder-api.service", text: (plan) => apiUnit(checkUnits(plan)) },
  { name: "reseeder-watch.service", text: (plan) => watchUnit(checkUnits(withoutServer(plan))) },
  { name: "reseeder-backup.service", text: (plan) => backupUnit(checkUnits(withoutServer(plan))) },
  { name: "reseeder-backup.timer", text: BACKUP_TIMER },
];

const INSTALL: UnitSections[number] = ["Install", [["WantedBy", "multi-user.target"]]];

/** Tried again for ever, every five seconds; wrong usage (2) and a database that is not there (10) do not heal. 143: ended by SIGTERM while it was starting. */
const RESTART: readonly UnitLine[] = [
  ["Restart", "on-failure"],
  ["RestartSec", "5"],
  ["RestartPreventExitStatus", "2 10"],
  ["SuccessExitStatus", "143"],
  ["TimeoutStopSec", "30"],
];

function unitLines(db: string): UnitLine[] {
  return [
    ["RequiresMountsFor", unitWord(folderOf(db))],
    ["StartLimitIntervalSec", "0"],
  ];
}

function command(bin: string, words: readonly string[]): string {
  return [bin, ...words].map(commandWord).join(" ");
}

/** For what needs no network at all. */
function offline(plan: UnitPlan): UnitLine[] {
  return [
    ...hardening(plan, "AF_UNIX"),
    ["PrivateNetwork", "true"],
    ["CapabilityBoundingSet", ""],
    ["AmbientCapabilities", ""],
  ];
}

/**
 * What the process may do (systemd.exec(5)). Not MemoryDenyWriteExecute: it takes the compiler of JavaScript away and
 * makes everything some thirty times slower. Not ProcSubset=pid: the limits of inotify are read from /proc/sys.
 */
function hardening(plan: UnitPlan, families: string): UnitLine[] {
  return [
    ["User", plan.user],
    ["UMask", "0077"],
    ["NoNewPrivileges", "true"],
    ...filesystem(plan),
    ["PrivateTmp", "true"],
    ["PrivateDevices", "true"],
    ["PrivateIPC", "true"],
    ["RemoveIPC", "true"],
    ["ProtectClock", "true"],
    ["ProtectControlGroups", "true"],
    ["ProtectHostname", "true"],
    ["ProtectKernelLogs", "true"],
    ["ProtectKernelModules", "true"],
    ["ProtectKernelTunables", "true"],
    ["ProtectProc", "invisible"],
    ["RestrictAddressFamilies", families],
    ["RestrictNamespaces", "true"],
    ["RestrictRealtime", "true"],
    ["RestrictSUIDSGID", "true"],
    ["LockPersonality", "true"],
    ["KeyringMode", "private"],
    ["SystemCallArchitectures", "native"],
    ["SystemCallFilter", ["@system-service", "~@privileged @resources"]],
    ["SystemCallErrorNumber", "EPERM"],
  ];
}

/** Everything can be read, as far as the user may; home folders too, for torrents may lie there. */
function filesystem({ db, host, writable, readable }: UnitPlan): UnitLine[] {
  const folder = folderOf(db);
  const state = folder.startsWith("/var/lib/") ? folder.slice("/var/lib/".length) : null;
  const socket = socketPath(host);
  const runtime = /^\/run\/([^/]+)\/[^/]+$/.exec(socket ?? "")?.[1] ?? null;
  // A leading minus: the services start although the folder is not there.
  const elsewhere = [...writable, ...(socket === null || runtime !== null ? [] : [folderOf(socket)])];
  const written = [...(state === null ? [unitWord(folder)] : []), ...elsewhere.map((path) => unitWord(`-${path}`))];
  return [
    ["ProtectSystem", "strict"],
    ["ProtectHome", "read-only"],
    ["StateDirectory", state === null ? null : unitWord(state)],
    ["StateDirectoryMode", state === null ? null : "0750"],
    ["RuntimeDirectory", runtime],
    ["RuntimeDirectoryMode", runtime === null ? null : "0750"],
    ["ReadWritePaths", written.length === 0 ? null : written.join(" ")],
    ["ReadOnlyPaths", readable.length === 0 ? null : readable.map((path) => unitWord(`-${path}`)).join(" ")],
  ];
}

function folderOf(path: string): string {
  return path.replace(/\/[^/]*$/, "") || "/";
}

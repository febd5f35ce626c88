import type { ServiceFile } from "./service-plan.ts";
import { commandWord, unitFile } from "./unit-file.ts";

/** Where the unit keeps what it remembers, below /var/lib. */
const STATE = "reseeder-match";

/**
 * A unit that runs `reseeder match` with the words of the user's choice, and its timer: each run asks, reads and hands over
 * only what is new.
 */
export function matchUnits({ bin, user }: { bin: string; user: string }, words: readonly string[]): ServiceFile[] {
  const state = words.some((word) => /^--state(=|$)/.test(word)) ? [] : ["--state", `/var/lib/${STATE}/match.db`];
  return [
    { name: "reseeder-match.service", text: unit(user, [bin, "match", ...words, ...state].map(commandWord).join(" ")) },
    { name: "reseeder-match.timer", text: TIMER },
  ];
}

function unit(user: string, command: string): string {
  return unitFile(
    [
      "One `reseeder match`, started by reseeder-match.timer. It processes only new files.",
      "Put secrets into /etc/reseeder/match.env (mode 600): RESEEDER_PASSKEY=…, RESEEDER_CLIENT_PASSWORD=…",
      "The user must own the files, because only the owner may hard link them (fs.protected_hardlinks).",
    ],
    [
      [
        "Unit",
        [
          ["Description", "ReSeeder: finds torrents for files and seeds them"],
          ["Wants", "network-online.target"],
          ["After", "network-online.target"],
        ],
      ],
      [
        "Service",
        [
          ["Type", "oneshot"],
          ["ExecStart", command],
          ["EnvironmentFile", "-/etc/reseeder/match.env"],
          // Something could not be read, asked or added: told in the journal, no failure of the unit.
          ["SuccessExitStatus", "3"],
          ["User", user],
          ["StateDirectory", STATE],
          ["StateDirectoryMode", "0700"],
          ["Nice", "10"],
          ["IOSchedulingClass", "idle"],
          ["NoNewPrivileges", "true"],
          // Not strict, and no ReadWritePaths: those are mounts of their own, and no hard link leads from one to another.
          ["ProtectSystem", "full"],
          ["ProtectControlGroups", "true"],
          ["ProtectKernelModules", "true"],
          ["ProtectKernelTunables", "true"],
          ["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"],
          ["RestrictRealtime", "true"],
          ["LockPersonality", "true"],
          ["CapabilityBoundingSet", ""],
          ["AmbientCapabilities", ""],
        ],
      ],
    ],
  );
}

const TIMER = unitFile(
  ["When reseeder-match.service runs."],
  [
    ["Unit", [["Description", "ReSeeder: finds torrents for files every night"]]],
    [
      "Timer",
      [
        ["OnCalendar", "*-*-* 05:00:00"],
        // So that not every user asks the server at once.
        ["RandomizedDelaySec", "2h"],
        ["Persistent", "true"],
      ],
    ],
    ["Install", [["WantedBy", "timers.target"]]],
  ],
);

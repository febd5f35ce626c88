import type { Member } from "./fleet.ts";
import type { Delivery } from "./imports.ts";

export interface Setting {
  program: string;
  /** The database. */
  path: string;
  port: number;
  /** Where scrape asks. */
  tracker: string;
  /** What goes in by commands, by the command's name in the fleet. */
  deliveries: Readonly<Record<string, Delivery>>;
  /** Also the dashboard. */
  tui: boolean;
}

/** Members that do not last: they are let end by themselves. */
export const ROUNDS = ["scan", "backup", "stats", "scrape"] as const;

/** Every command of the soak. */
export function members(setting: Setting, onLine: (name: string) => Member["onLine"]): Member[] {
  const { program, path, port, tracker, deliveries, tui } = setting;
  const member = (name: string, lasts: boolean, allowed: number[], pauseMs: number, ...words: string[]): Member => {
    return { name, command: [program, name, "--db", path, ...words], lasts, allowed, pauseMs, onLine: onLine(name) };
  };
  const screen = ["script", "-qfec", `${program} tui --db ${path}`, "/dev/null"];
  return [
    member("serve", true, [0, 143], 10, "--port", String(port)),
    member("watch", true, [0, 143], 10),
    // 3: a file was gone, or half written, when it was to be read.
    member("scan", false, [0, 3], 700, "--json"),
    member("backup", false, [0], 900, "--json", "--keep", "2"),
    member("stats", false, [0], 400, "--json"),
    // 1: one that was killed still has its turn.
    member("scrape", false, [0, 1], 500, "--json", "--all", tracker),
    ...Object.entries(deliveries).map(([name, delivery]) => ({
      ...member(name, false, [0], 300),
      command: () => [program, ...delivery.next(), "--db", path],
      onEnd: (code: number) => delivery.ended(code),
    })),
    ...(tui ? [{ ...member("tui", true, [0, 143], 10), command: screen }] : []),
  ];
}

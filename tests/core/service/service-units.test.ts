import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf, type ServicePlan } from "../../../src/core/service/service-plan.ts";
import { SYSTEMD_UNITS } from "../../../src/core/service/service-units.ts";
import { outsideTmp } from "../../support/outside-tmp.ts";
import { parseUnit, words } from "../../support/sandbox.ts";
import { PLAN } from "../../support/service-plan.ts";
import { tree } from "../../support/tree.ts";

const units = (part: Partial<ServicePlan> = {}) => {
  const files = filesOf(SYSTEMD_UNITS, () => ({ ...PLAN, ...part }));
  return new Map(files.map(({ name, text }) => [name, parseUnit(text)]));
};
const value = (name: string, key: string, part: Partial<ServicePlan> = {}) =>
  units(part).get(name)?.get(key)?.join(" ");

const API = "reseeder-api.service";
const WATCH = "reseeder-watch.service";
const BACKUP = "reseeder-backup.service";
const SERVICES = [API, WATCH, BACKUP];

test("there are three services and a timer, each running its command as the user", () => {
  expect([...units().keys()]).toEqual([API, WATCH, BACKUP, "reseeder-backup.timer"]);
  const db = "--db /var/lib/reseeder/reseeder.db";
  expect(SERVICES.map((name) => value(name, "ExecStart"))).toEqual([
    `/usr/local/bin/reseeder serve ${db} --host 127.0.0.1 --port 8080`,
    `/usr/local/bin/reseeder watch ${db}`,
    `/usr/local/bin/reseeder backup ${db}`,
  ]);
  for (const name of SERVICES) expect(value(name, "User", { user: "tracker" })).toBe("tracker");
});

test("what no new start mends ends a service for good: wrong usage, and no database", () => {
  for (const name of [API, WATCH]) {
    expect([value(name, "Restart"), value(name, "RestartPreventExitStatus")]).toEqual(["on-failure", "2 10"]);
  }
});

describe("what a service may do", () => {
  // It would switch the compiler of JavaScript off.
  test("nothing forbids memory that is written and run", () => {
    for (const { text } of filesOf(SYSTEMD_UNITS, () => PLAN)) expect(text).not.toContain("MemoryDenyWriteExecute");
  });

  test("it writes to the database's folder and the backups, and reads the rest", () => {
    for (const name of SERVICES) {
      expect([value(name, "ProtectSystem"), value(name, "StateDirectory"), value(name, "ReadWritePaths")]).toEqual([
        "strict",
        "reseeder",
        undefined,
      ]);
      const elsewhere = {
        db: "/srv/my tracker/r.db",
        writable: ["/mnt/nas 1/b"],
        readable: ["/srv/my tracker/torrents"],
      };
      expect(value(name, "StateDirectory", elsewhere)).toBeUndefined();
      expect(words(value(name, "ReadWritePaths", elsewhere) ?? "")).toEqual(["/srv/my tracker", "-/mnt/nas 1/b"]);
      expect(words(value(name, "ReadOnlyPaths", elsewhere) ?? "")).toEqual(["-/srv/my tracker/torrents"]);
    }
  });

  test("only the API has the network, and a low port only with the right to it", () => {
    expect(SERVICES.map((name) => value(name, "PrivateNetwork"))).toEqual([undefined, "true", "true"]);
    expect([8080, 80].map((port) => value(API, "AmbientCapabilities", { port }))).toEqual(["", "CAP_NET_BIND_SERVICE"]);
  });

  test("a socket lies in a folder of the service's own, or in one that it may write to", () => {
    const host = "unix:/run/reseeder/api.sock";
    expect(value(API, "ExecStart", { host })).toEndWith("--host unix:/run/reseeder/api.sock");
    expect([value(API, "RuntimeDirectory", { host }), value(API, "RuntimeDirectoryMode", { host })]).toEqual([
      "reseeder",
      "0750",
    ]);
    expect([value(API, "RuntimeDirectory"), value(WATCH, "RuntimeDirectory", { host })]).toEqual([
      undefined,
      undefined,
    ]);
    const elsewhere = { host: "unix:/srv/www/reseeder/api.sock", port: 80 };
    expect([
      value(API, "RuntimeDirectory", elsewhere),
      value(API, "ReadWritePaths", elsewhere),
      value(API, "AmbientCapabilities", elsewhere),
      value(API, "Wants", elsewhere),
    ]).toEqual([undefined, "-/srv/www/reseeder", "", undefined]);
  });

  test("an address of one network card is waited for", () => {
    const after = (host: string) => value(API, "After", { host });
    expect(["127.0.0.1", "::", "192.0.2.5"].map(after)).toEqual([
      "network.target",
      "network.target",
      "network-online.target",
    ]);
  });
});

const analyze = Bun.which("systemd-analyze");
const withSystemd = analyze ? test : test.skip;
const skipped = analyze ? "" : " (skipped: no systemd-analyze)";
if (!analyze) console.warn("tests/core/service-units.test.ts: skipped, there is no systemd-analyze");

describe(`systemd's own opinion${skipped}`, () => {
  const run = (...args: string[]) => {
    const { exitCode, stdout, stderr } = Bun.spawnSync(["systemd-analyze", "--no-pager", ...args]);
    return { code: exitCode, said: `${stdout}${stderr}` };
  };

  withSystemd.each<[string, Partial<ServicePlan>]>([
    ["as they are", {}],
    ["on a socket", { host: "unix:/run/reseeder/api.sock" }],
    ["on a low port of one address", { host: "2001:db8::5", port: 443 }],
    [
      "with folders elsewhere",
      { db: "/srv/my $tracker/100%.db", writable: ["/mnt/nas 1/b"], readable: ["/srv/my $tracker/t"] },
    ],
  ])("finds nothing to complain about: %s", (_, part) => {
    using dir = tree();
    using place = outsideTmp();
    mkdirSync(join(place.path, "a program"));
    const bin = join(place.path, "a program/reseeder");
    writeFileSync(bin, "#!/bin/sh\n", { mode: 0o755 });
    const paths = filesOf(SYSTEMD_UNITS, () => ({ ...PLAN, ...part, bin })).map(({ name, text }) =>
      dir.write(name, text),
    );
    expect(run("verify", ...paths)).toEqual({ code: 0, said: "" });
  });

  withSystemd("calls their exposure at most 1.5, the watcher's and the backup's 1.0", () => {
    using dir = tree();
    for (const { name, text } of filesOf(SYSTEMD_UNITS, () => PLAN).filter(({ name }) => name.endsWith(".service"))) {
      const limit = name === API ? 15 : 10;
      const { code, said } = run("security", "--offline=true", `--threshold=${limit}`, dir.write(name, text));
      expect([name, code, said.split("\n").at(-2)]).toEqual([
        name,
        0,
        expect.stringContaining("Overall exposure level"),
      ]);
      console.info(
        said
          .trim()
          .split("\n")
          .at(-1)
          ?.replace(/^\W+|\W+$/g, ""),
      );
    }
  });
});

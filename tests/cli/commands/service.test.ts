import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseFlags } from "../../../src/cli/flags.ts";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
import { testWith } from "../../support/needs.ts";
import { run } from "../../support/run.ts";
import { parseUnit, words } from "../../support/sandbox.ts";
import { tree } from "../../support/tree.ts";
import { runUnprivileged, sourcePath, UNPRIVILEGED } from "../../support/unprivileged.ts";

const executable = "/usr/local/bin/reseeder";
const FILES = [
  ...["reseeder-api.service", "reseeder-backup.service", "reseeder-backup.timer", "reseeder-location.conf"],
  ...["reseeder-watch.service", "reseeder-zone.conf"],
];

describe("service print", () => {
  test("shows every file, and apart from them what to do", async () => {
    using dir = tree();
    const { code, out, err } = await run(["service", "print"], { cwd: dir.root, executable });
    expect(code).toBe(0);
    expect([...out.matchAll(/^# --- (.*)$/gm)].map(([, name]) => name).sort()).toEqual(FILES as (string | undefined)[]);
    for (const step of [
      "useradd",
      "scan --db",
      "systemctl enable --now reseeder-api reseeder-watch",
      "serve --watch",
    ]) {
      expect(err).toContain(step);
    }
    expect(readdirSync(dir.root)).toEqual([]);
  });

  test("prints one file as it is to be, with the values given", async () => {
    using dir = tree();
    const args = [
      "service",
      "print",
      "api",
      "--user",
      "tracker",
      "--port",
      "9000",
      "--db",
      "data/r.db",
      "--bin",
      "bin/r",
    ];
    const away = { cwd: "/srv/x", executable };
    const { code, out, err } = await run(args, away);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toStartWith("# Made by ReSeeder");
    expect(parseUnit(out).get("User")).toEqual(["tracker"]);
    expect(parseUnit(out).get("ExecStart")).toEqual([
      "/srv/x/bin/r serve --db /srv/x/data/r.db --host 127.0.0.1 --port 9000",
    ]);
    const location = await run(["service", "print", "nginx-location", "--prefix", "tools"], {
      cwd: dir.root,
      executable,
    });
    expect(location.out).toContain("\nlocation /tools/ {\n");
  });

  test.each([
    [["nginx-locatoin"], "did you mean nginx-location?"],
    [["--prefix", "/a b"], "--prefix: expected a path such as"],
    [["--port", "0"], "--port: expected a whole number from 1"],
    [["--db", "/tmp/r.db"], "--db: expected a path outside /tmp"],
  ])("rejects %p", async (args, sentence) => {
    const { code, err } = await run(["service", "print", ...args], { cwd: "/srv", executable });
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
  });

  test("judges what it prints, and nothing else", async () => {
    const print = async (...args: string[]) => (await run(["service", "print", ...args], { cwd: "/srv" })).code;
    // Without a program, with a database in /tmp and a prefix that cannot be.
    expect(await print("nginx-location", "--db", "/tmp/r.db")).toBe(0);
    expect(await print("nginx-zone", "backup-timer", "--db", "/tmp/r.db", "--prefix", "/a b")).toBe(0);
    expect(await print("watch", "--bin", "/usr/bin/reseeder", "--host", "unix:/tmp/x.sock")).toBe(0);
    expect(await print("api", "--bin", "/usr/bin/reseeder", "--prefix", "/a b")).toBe(0);
    expect(await print("api", "--bin", "/usr/bin/reseeder", "--host", "unix:/tmp/x.sock")).toBe(2);
    expect(await print("nginx-location", "--prefix", "/a b")).toBe(2);
  });

  test("of a socket: the unit listens on it, nginx asks it, and who may use it is said", async () => {
    const { code, out, err } = await run(["service", "print", "--host", "unix:/run/reseeder/api.sock"], {
      cwd: "/srv",
      executable,
    });
    expect(code).toBe(0);
    expect(out).toContain("serve --db /var/lib/reseeder/reseeder.db --host unix:/run/reseeder/api.sock\n");
    expect(out).toContain("proxy_pass http://unix:/run/reseeder/api.sock:/;\n");
    expect(err).toContain('usermod -a -G "$(id -gn reseeder)" www-data');
  });

  test("the steps repeat the values that were given, and only those", async () => {
    const args = ["--host", "unix:/run/r/api.sock", "--prefix", "rs", "--db", "/data/it's.db", "--user", "me"];
    const { err } = await run(["service", "print", ...args], { cwd: "/srv", executable });
    const [db, host] = [`--db '/data/it'\\''s.db'`, "--host unix:/run/r/api.sock"];
    expect(err).toContain(`${executable} service install ${db} --user me ${host} --prefix /rs/\n`);
    expect(err).toContain(`${executable} service print nginx-location ${db} ${host} --prefix /rs/ > /etc/nginx/`);
    const plain = await run(["service", "print", "--port", "8080"], { cwd: "/srv", executable });
    expect(plain.err).toContain(`${executable} service install\n`);
    expect(plain.err).toContain(`${executable} service print nginx-location > /etc/nginx/`);
    const { err: port } = await run(["service", "print", "--port", "9000"], { cwd: "/srv", executable });
    expect(port).toContain("nginx-location --port 9000 >");
  });

  test("needs a program: the sources alone are none", async () => {
    const { code, err } = await run(["service", "print"], { cwd: "/srv" });
    expect([code, err]).toEqual([2, expect.stringContaining("--bin FILE")]);
  });
});

test("every command of the units is one that the program takes", async () => {
  const { out } = await run(["service", "print"], { cwd: "/srv", executable });
  const lines = parseUnit(out).get("ExecStart") ?? [];
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    const [, name = "", ...args] = words(line);
    const command = (await COMMANDS[name]?.load())?.default;
    expect([name, parseFlags(args, command?.args ?? {}, {}).operands]).toEqual([name, []]);
  }
});

describe("service install --out", () => {
  test("places all files, keeps what somebody changed, and says what to do", async () => {
    using dir = tree();
    const install = (...more: string[]) =>
      run(["service", "install", "--out", "units", ...more], { cwd: dir.root, executable });
    const first = await install();
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(readdirSync(dir.path("units")).sort()).toEqual(FILES);
    expect(first.out.match(/: written$/gm)).toHaveLength(6);
    const units = dir.path("units");
    const copy = `  cp ${units}/reseeder-*.service ${units}/reseeder-*.timer /etc/systemd/system/\n`;
    expect(first.out).toContain(`${copy}  systemctl daemon-reload\n`);
    const path = dir.path("units/reseeder-api.service");
    const own = `${readFileSync(path, "utf8")}# ours\n`;
    writeFileSync(path, own);
    const rejected = await install("--port", "9000");
    expect([rejected.code, rejected.err]).toEqual([1, expect.stringContaining(path)]);
    expect(rejected.err).toContain("--force");
    expect(readFileSync(path, "utf8")).toBe(own);
    const forced = await install("--port", "9000", "--force");
    expect([forced.code, forced.out.match(/: replaced$/gm)?.length]).toEqual([0, 2]);
    expect(readFileSync(path, "utf8")).toContain("--port 9000");
  });
});

const UNIT = "/etc/systemd/system/reseeder-api.service";

testWith(UNPRIVILEGED !== null && !existsSync(UNIT), "user but root that may read the checkout, or units in the way")(
  "service install without --out is for root",
  () => {
    const script = `
      const { run } = await import(${JSON.stringify(sourcePath("cli/program/run.ts"))});
      const written = { err: "" };
      const stream = (name) => ({ write: (text) => { written[name] += text; }, accepted: async () => {}, isTerminal: false, columns: 80 });
      const io = { args: ["service", "install"], env: {}, cwd: "/", out: stream("out"), err: stream("err"),
        stdin: async function* () {}, clock: Date.now, signal: new AbortController().signal, journal: false, executable: "/usr/local/bin/reseeder" };
      console.log(JSON.stringify({ code: await run(io), err: written.err }));`;
    expect(runUnprivileged(script)).toEqual({ code: 1, err: expect.stringContaining("Only root may write") });
  },
);

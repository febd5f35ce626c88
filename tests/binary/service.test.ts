import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "../../src/core/service/service-plan.ts";
import { SYSTEMD_UNITS } from "../../src/core/service/service-units.ts";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";
import { freePort } from "../support/free-port.ts";
import { outsideTmp } from "../support/outside-tmp.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { NO_SANDBOX, parseUnit, sandbox, words } from "../support/sandbox.ts";
import { PLAN } from "../support/service-plan.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const title = NO_SANDBOX === null ? "" : ` (skipped: ${NO_SANDBOX})`;
if (NO_SANDBOX !== null) console.warn(`tests/binary/service.test.ts: skipped, ${NO_SANDBOX}`);
const sandboxed = NO_SANDBOX === null ? describe : describe.skip;

// The units themselves need a running systemd. What they take away from a process is taken away here by bubblewrap and
// libseccomp, as the text of the unit has it: systemd's own lists of system calls, the folders, the address families.
sandboxed(`the program under its units' restrictions${title}`, () => {
  const nobody = 65534;
  let folder: ReturnType<typeof outsideTmp>;
  let home: string;
  let program: string;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    folder = outsideTmp();
    home = folder.path;
    chmodSync(home, 0o755);
    // The checkout may lie below /tmp, which the units hide.
    program = join(home, "reseeder");
    copyFileSync(await binary(), program);
    for (const folder of ["torrents", "data"]) {
      mkdirSync(join(home, folder));
      chownSync(join(home, folder), nobody, nobody);
    }
    writeFileSync(join(home, "torrents/a.torrent"), plainTorrent("a", 1234));
  }, BUILD_TIMEOUT);
  afterAll(() => folder[Symbol.dispose]());

  const command = (name: string): { prefix: string[]; words: string[] } => {
    const plan = { ...PLAN, bin: program, db: join(home, "data/reseeder.db"), port };
    const unit = parseUnit(filesOf(SYSTEMD_UNITS, () => plan).find((file) => file.name === name)?.text ?? "");
    const prefix = sandbox(unit, { program, seen: [] });
    return { prefix, words: words(unit.get("ExecStart")?.[0] ?? "") };
  };
  const spawn = (words: string[]) =>
    Bun.spawn(words, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: "/usr/bin:/bin" }, cwd: "/" });
  const ended = async (child: ReturnType<typeof spawn>) => {
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { code: await child.exited, out, err };
  };
  const db = () => ["--db", join(home, "data/reseeder.db")];

  test("which bite: no file elsewhere, no namespaces, no other sockets", async () => {
    const { prefix } = command("reseeder-watch.service");
    const attempts = [
      ["/usr/bin/touch", join(home, "torrents/x")],
      ["/usr/bin/unshare", "--user", "true"],
      ["/usr/bin/python3", "-c", "import socket; socket.socket(socket.AF_INET)"],
      ["/usr/bin/touch", join(home, "data/x")],
    ];
    const codes = await Promise.all(
      attempts.map(async (words) => (await ended(spawn([...prefix, ...words]))).code !== 0),
    );
    expect(codes).toEqual([true, true, true, false]);
  });

  test("scans, serves, stores a report, watches, backs up", async () => {
    const api = command("reseeder-api.service");
    const scan = await ended(spawn([...api.prefix, program, "scan", ...db(), join(home, "torrents")]));
    expect([scan.code, scan.err]).toEqual([0, expect.any(String)]);

    const serve = spawn([...api.prefix, ...api.words]);
    const watch = command("reseeder-watch.service");
    const watching = spawn([...watch.prefix, ...watch.words, "--json"]);
    const events = linesOf(watching.stdout);
    try {
      expect(await text(serve.stdout)).toContain(`http://127.0.0.1:${port}`);
      const health = async () => (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as { stats: object };
      expect((await health()).stats).toMatchObject({ torrents: 1 });
      const report = { confirmed: [], rejected: [] };
      const stored = await fetch(`http://127.0.0.1:${port}/match/report`, {
        method: "POST",
        body: JSON.stringify(report),
      });
      expect(stored.status).toBe(200);
      await until(events, ({ type, mode }) => type === "watching" && mode === "events");
      await until(events, ({ type }) => type === "swept");
      writeFileSync(join(home, "torrents/b.torrent"), plainTorrent("b", 5678));
      await until(events, ({ type }) => type === "added");
      expect((await health()).stats).toMatchObject({ torrents: 2 });
    } finally {
      serve.kill("SIGTERM");
      watching.kill("SIGTERM");
    }
    // The signal ends bubblewrap, and with it everything in its process namespace.
    await Promise.all([serve.exited, watching.exited]);

    const backup = command("reseeder-backup.service");
    const made = await ended(spawn([...backup.prefix, ...backup.words]));
    expect([made.code, made.err]).toEqual([0, ""]);
    expect(readdirSync(join(home, "data/backups"))).toHaveLength(1);
  });
});

/** What is written first. */
async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(value);
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}

async function until(events: AsyncGenerator<Record<string, unknown>>, is: (event: Record<string, unknown>) => boolean) {
  for (;;) {
    const { done, value } = await events.next();
    if (done) throw new Error("it ended before that");
    if (is(value)) return;
  }
}

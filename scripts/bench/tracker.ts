import { Database } from "bun:sqlite";
import { HAS_MARIADB, Mariadb } from "../../tests/support/database/mariadb.ts";
import { UNIT3D } from "../../tests/support/platforms/unit3d.ts";
import { type Figure, median, memoryOf, pairUp, quantile, timed, timedProcess } from "./measure.ts";
import { address } from "./serving.ts";

const USERS = 20_000;
const ROWS_PER_INSERT = 5_000;
/** What a round reads, for the site's own client. */
const STATEMENT =
  "SELECT id, info_hash, seeders, leechers, UNIX_TIMESTAMP(created_at) FROM torrents WHERE deleted_at IS NULL AND status = 1";

/** Rounds with a UNIT3D's database that lists every torrent of the index, against the site's own client, and what they cost. */
export async function benchTracker(program: string, database: string, runs: number): Promise<Figure[]> {
  if (!HAS_MARIADB) throw new Error("there is no MariaDB here");
  await using server = await Mariadb.start(["--innodb-buffer-pool-size=256M"]);
  fill(server, database);
  const env = { ...process.env, RESEEDER_TRACKER_DSN: server.dsn("root", "site") };
  const ours = async (...words: string[]) => {
    const child = Bun.spawn([program, ...words, "--db", database], { env, stdout: "ignore", stderr: "inherit" });
    if ((await child.exited) !== 0) throw new Error(`${words.join(" ")} failed`);
  };
  await ours("settings", "set", "tracker", "unit3d");
  const first = await timed(() => ours("tracker", "sync"));
  const client = ["mariadb", "--no-defaults", `--socket=${server.socket}`, "-BN", "site", "-e", STATEMENT];
  const rounds = await pairUp(
    runs,
    () => timed(() => ours("tracker", "sync")),
    async () => (await timedProcess(client)).ms,
  );
  return [
    { what: "first round with 182,540 torrents, all with new counts", ours: first, unit: "ms" },
    { what: "round with nothing new against `mariadb -BN` of the statement", ...rounds, unit: "ms", must: 5 },
    ...(await besideServing(program, database, env, ours)),
  ];
}

/** As many torrents as the index has, all accepted, and users with passkeys. */
function fill(server: Mariadb, database: string): void {
  server.run("CREATE DATABASE site;");
  server.run(UNIT3D.schema, "site");
  const index = new Database(database, { readonly: true });
  const hashes = index
    .query<{ hash: string }, []>("SELECT hex(info_hash_v1) AS hash FROM torrents WHERE info_hash_v1 IS NOT NULL")
    .all();
  index.close();
  const rows = hashes.map(({ hash }, i) => `(${i + 1},'t','',X'${hash}','f',1,1,${i % 7},${i % 5},1,1,NOW())`);
  const columns =
    "id, name, description, info_hash, file_name, num_file, size, leechers, seeders, user_id, status, created_at";
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    server.run(`INSERT INTO torrents (${columns}) VALUES ${rows.slice(at, at + ROWS_PER_INSERT).join(",")};`, "site");
  }
  const users = Array.from({ length: USERS }, (_, i) => `(${i + 1},'u${i}','','','${passkey(i)}',1)`);
  server.run(`INSERT INTO users (id, username, email, password, passkey, group_id) VALUES ${users.join(",")};`, "site");
}

const passkey = (i: number) => Bun.hash(String(i)).toString(16).padStart(16, "0").repeat(2);

/** What rounds cost a running server: memory, the time of other answers, and that of a look-up. */
async function besideServing(
  program: string,
  database: string,
  env: Record<string, string | undefined>,
  ours: (...words: string[]) => Promise<void>,
): Promise<Figure[]> {
  await ours("settings", "set", "tracker_sync_seconds", "0");
  await ours("settings", "set", "auth", "tracker");
  const server = Bun.spawn([program, "serve", "--db", database, "--port", "0"], {
    env,
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    const url = await address(server.stdout);
    const health = () => timed(async () => (await fetch(`${url}/health`)).text());
    await health();
    const handshake = (i: number) =>
      timed(async () => {
        const response = await fetch(`${url}/match/handshake`, {
          method: "POST",
          body: JSON.stringify({ passkey: passkey(i) }),
        });
        if (response.status !== 200) throw new Error(`handshake: ${response.status}`);
        await response.text();
      });
    for (let i = 0; i < 200; i++) await handshake(i);
    const asked: number[] = [];
    const kept: number[] = [];
    for (let i = 200; i < 1_200; i++) {
      asked.push(await handshake(i));
      kept.push(await handshake(i));
    }
    const before = memoryOf(server.pid, "VmHWM") ?? Number.NaN;
    // The database counts rounds: three of them, one after the other.
    await ours("settings", "set", "tracker_sync_seconds", "1");
    const latencies: number[] = [];
    const index = new Database(database, { readonly: true });
    const done = () =>
      index
        .query<{ n: number }, []>("SELECT count(*) AS n FROM runs WHERE kind = 'tracker' AND finished_at IS NOT NULL")
        .get()?.n ?? 0;
    const from = done();
    while (done() < from + 3) {
      latencies.push(await health());
      await Bun.sleep(2);
    }
    index.close();
    const after = memoryOf(server.pid, "VmHWM") ?? Number.NaN;
    return [
      { what: "memory that rounds add to serve at most", ours: after - before, unit: "MB", must: 60 },
      { what: "/health during rounds, 99th percentile", ours: quantile(latencies, 0.99), unit: "ms", must: 50 },
      {
        what: "passkey look-up: handshake with a new one less one with a kept one, medians",
        ours: median(asked) - median(kept),
        unit: "ms",
        must: 1,
      },
    ];
  } finally {
    server.kill();
    await server.exited;
  }
}

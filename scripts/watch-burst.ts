// Copies many .torrent files at once into a folder that `reseeder watch` watches, and says what the system told of, what a
// sweep had to find, how long it took, and whether the index equals the folder in the end:
//   bun scripts/watch-burst.ts [--torrents N] [--program PATH]
import { watch as listen, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeCorpus } from "./corpus.ts";

interface Swept {
  type: string;
  reason: string;
  duration_ms: number;
  found: number;
  added: number;
  missed: number;
}

const { values } = parseArgs({
  options: { torrents: { type: "string", default: "20000" }, program: { type: "string" } },
});
const torrents = Number(values.torrents);
const main = resolve(import.meta.dir, "../src/main.ts");
const program = values.program ? [resolve(values.program)] : [process.execPath, main];
const folder = mkdtempSync(join(tmpdir(), "reseeder-burst-"));
try {
  const [source, root, database] = [join(folder, "source"), join(folder, "root"), join(folder, "reseeder.db")];
  writeCorpus(source, 1, { torrents, files: torrents * 7, small: true });
  mkdirSync(root);
  const told = new Set<string>();
  const listener = listen(root, { recursive: true }, (_, name) => told.add(String(name)));
  const watcher = Bun.spawn([...program, "watch", root, "--json", "--db", database], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = linesOf(watcher.stdout);
  await swept(lines, "start");
  const started = performance.now();
  const copy = Bun.spawn(["cp", "-r", `${source}/.`, root]);
  await copy.exited;
  console.log(`${torrents} files copied in ${Math.round(performance.now() - started)} ms`);
  const settled = await swept(lines, "settle", torrents);
  console.log(
    `settled ${Math.round(performance.now() - started)} ms after the copy began; ${settled.missed} were missed`,
  );
  console.log(`this process was told of ${told.size} of ${torrents}`);
  listener.close();
  watcher.kill("SIGTERM");
  console.log(`the watcher ended with ${await watcher.exited}`);
  const scan = Bun.spawn([...program, "scan", "--json", "--db", database], { stdout: "pipe" });
  const done = (await new Response(scan.stdout).text()).trim().split("\n").at(-1) ?? "{}";
  const { found, unchanged } = JSON.parse(done);
  console.log(`a scan finds ${found} files, ${unchanged} of them unchanged`);
  process.exitCode = found === torrents && unchanged === torrents ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Reads on to the sweep with this reason that finds so many files, and shows all on the way. */
async function swept(lines: AsyncGenerator<string>, reason: string, found = 0): Promise<Swept> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error("the watcher ended");
    const event = JSON.parse(value) as Swept;
    if (event.type === "swept") {
      const { found, added, missed, duration_ms } = event;
      console.log(`  ${event.reason}: ${found} found, ${added} added, ${missed} missed, ${duration_ms} ms`);
    }
    if (event.type === "swept" && event.reason === reason && event.found >= found) return event;
  }
}

// Fills docs/tui.md with screens of the compiled program in a real terminal (tmux) and with the table of keys, draws
// docs/dashboard.svg, and makes the pictures of the page for users:
//   bun run screens
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KEYS, type Place } from "../src/tui/program/keymap.ts";
import { binary } from "../tests/support/binary.ts";
import { FakeHttpTracker, scrapeAnswer } from "../tests/support/fake-tracker.ts";
import { Terminal } from "../tests/support/terminal.ts";
import { ROOT } from "./build.ts";
import { type CorpusOptions, generateTorrent } from "./corpus/torrent.ts";
import { writeCorpus } from "./corpus.ts";
import { pageScreens } from "./page-screens.ts";
import { terminalSvg } from "./terminal-svg.ts";

const DOCUMENT = join(ROOT, "docs/tui.md");
const PICTURE = join(ROOT, "docs/dashboard.svg");
const PLACES: readonly [Place, string][] = [
  ["everywhere", "Everywhere"],
  ["dashboard", "Dashboard"],
  ["torrents", "Torrents"],
  ["users", "Users"],
  ["scan", "Scan"],
  ["statistics", "Statistics"],
  ["settings", "Settings"],
  ["backup", "Backup"],
  ["api", "API test"],
  ["log", "Log"],
];
const CORPUS: CorpusOptions = { torrents: 2_000, files: 13_600, small: true };
const SEED = 7;

/** The document with the text between the marks `<!-- begin NAME -->` and `<!-- end NAME -->` of each section replaced. */
export function fill(document: string, sections: Readonly<Record<string, string>>): string {
  let filled = document;
  for (const [name, text] of Object.entries(sections)) {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const [from, to] = [filled.indexOf(begin), filled.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`There is no section ${name} in the document`);
    filled = `${filled.slice(0, from + begin.length)}\n\n${text}\n\n${filled.slice(to)}`;
  }
  return filled;
}

/** The table of keys in Markdown. */
export function keysTable(): string {
  const rows = PLACES.flatMap(([place, title]) =>
    KEYS[place].filter(({ does }) => does !== "").map(({ shown, does }) => `| ${title} | \`${shown}\` | ${does} |`),
  );
  return ["| Where | Key | What it does |", "| --- | --- | --- |", ...new Set(rows)].join("\n");
}

if (import.meta.main) {
  const sections = { ...(await screens()), keys: keysTable() };
  writeFileSync(DOCUMENT, fill(readFileSync(DOCUMENT, "utf8"), sections));
  console.log(`docs/tui.md: ${Object.keys(sections).length} sections`);
  console.log(`docs/: ${(await pageScreens()).join(", ")}`);
}

async function screens(): Promise<Record<string, string>> {
  const reseeder = await binary();
  // A short name, for it is seen in the screens.
  const folder = join(tmpdir(), "tracker");
  mkdirSync(folder);
  try {
    writeCorpus(join(folder, "torrents"), SEED, CORPUS);
    writeFileSync(join(folder, "torrents/broken.torrent"), "d4:infod6:pieces3:abcee");
    Bun.spawnSync([reseeder, "scan", "torrents"], { cwd: folder });
    const serve = Bun.spawn([reseeder, "serve", "--port", "8080"], { cwd: folder, stdout: "pipe", stderr: "ignore" });
    try {
      await serve.stdout.getReader().read();
      await scrape(reseeder, folder, () => 0);
      await ask("http://127.0.0.1:8080");
      await scrape(reseeder, folder, (hash) => (hash.startsWith("0") ? 1 : 0));
      return await capture(reseeder, folder);
    } finally {
      serve.kill("SIGTERM");
      await serve.exited;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks a tracker whose every fourth torrent is alive, and some of the others as `seeders` says. */
async function scrape(reseeder: string, folder: string, seeders: (hash: string) => number): Promise<void> {
  const countOf = (hash: string) => {
    const digit = Number.parseInt(hash[1] ?? "0", 16);
    return [hash, [digit < 4 ? digit + 1 : seeders(hash), digit % 7]] as const;
  };
  await using tracker = new FakeHttpTracker((hashes) => new Response(scrapeAnswer(hashes.map(countOf))));
  const words = ["scrape", "--all", `${tracker.url}/announce`];
  await Bun.spawn([reseeder, ...words], { cwd: folder, stdout: "ignore", stderr: "ignore" }).exited;
}

/** What a few users would ask in a minute. */
async function ask(url: string): Promise<void> {
  const post = (path: string, body: unknown) =>
    fetch(`${url}/match/${path}`, { method: "POST", body: JSON.stringify(body) }).then((answer) => answer.json());
  for (let user = 0; user < 60; user++) {
    const { files } = generateTorrent(SEED, user * 13, CORPUS);
    const named = files.slice(0, 40).map(({ path, size }) => ({ name: path, size }));
    await post("handshake", { user_id: String(1000 + user) });
    const answer = (await post("phase1", { user_id: String(1000 + user), files: named })) as {
      matched_torrents: { info_hash: string }[];
    };
    const confirmed = answer.matched_torrents.map(({ info_hash }) => ({ info_hash, pieces_verified: 3 }));
    if (user % 3 === 0) await post("report", { user_id: String(1000 + user), confirmed });
    if (user % 20 === 7) await post("phase2", { files: [{ size: -1 }] });
    await Bun.sleep(Math.abs(Math.sin(user / 7)) * 900);
  }
}

async function capture(reseeder: string, folder: string): Promise<Record<string, string>> {
  const shots: Record<string, string> = {};
  await using terminal = new Terminal([reseeder, "tui"], { cwd: folder });
  const shoot = async (name: string, wanted: string | RegExp, ...keys: string[]) => {
    if (keys.length > 0) terminal.press(...keys);
    shots[name] = `\`\`\`text\n${await terminal.shows(wanted)}\n\`\`\``;
  };
  await shoot("dashboard", /phase1[\s\S]*Quit/);
  writeFileSync(PICTURE, terminalSvg(terminal.colours(), 80, "The dashboard: the index, processes and requests"));
  await shoot("request", "Torrents found", "Enter");
  terminal.press("Escape");
  await shoot("torrents", /› .* offered/, "2");
  terminal.press("Enter");
  await shoot("torrent", "Info-hash v1");
  terminal.press("Escape");
  await shoot("users", /› .* 10\d\d/, "3", "t");
  await shoot("scan", /torrents +2,000/, "4");
  await shoot("statistics", "Matches and confirmations", "5");
  await shoot("settings", "› max_torrents", "6", "j", "j");
  terminal.press("7", "b");
  await shoot("backup", / verified$/m);
  Bun.spawnSync([reseeder, "settings", "set", "max_torrents_per_response", "200"], { cwd: folder });
  await shoot("restore", "the current value of", "R");
  terminal.press("n", "8");
  await shoot("api", /phase2 +200/, "w");
  Bun.spawnSync([reseeder, "serve", "--port", "8080"], { cwd: folder });
  await shoot("log", "is in use", "9");
  return shots;
}

// Pictures of the page for users in docs/, made from the compiled program in a real browser; `bun run screens` makes them.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary, runProgram } from "../tests/support/binary.ts";
import { openBrowser } from "../tests/support/browser.ts";
import { freePort } from "../tests/support/free-port.ts";
import { buildTorrent, contentOf } from "../tests/support/torrent-builder.ts";
import { ROOT } from "./build.ts";

const FIXTURES = join(ROOT, "node_modules/webtorrent-fixtures/fixtures");
const SHOTS = [
  { name: "page-light.png", width: 1000, height: 760, colorScheme: "light" },
  { name: "page-dark.png", width: 1000, height: 760, colorScheme: "dark" },
  { name: "page-narrow.png", width: 360, height: 1240, colorScheme: "light" },
] as const;

/** Torrents with contents of their own, so that the pictures have some of each kind. */
const RELEASES = [
  { name: "Night.Train.S01.1080p.WEB-GRP", files: 3, missing: false, damaged: false },
  { name: "Harvest.2019.2160p-GRP", files: 1, missing: false, damaged: false },
  { name: "Old.Town.S02.720p-GRP", files: 4, missing: true, damaged: false },
  { name: "Low.Tide.2008.1080p-GRP", files: 1, missing: false, damaged: true },
] as const;

/** Makes the pictures and answers their names. */
export async function pageScreens(): Promise<string[]> {
  const program = await binary();
  const home = mkdtempSync(join(tmpdir(), "reseeder-page-"));
  const port = await freePort();
  const run = (...args: string[]) => runProgram(program, args, { cwd: home });
  let serve: Bun.Subprocess | null = null;
  try {
    await Bun.write(join(home, "torrents/leaves.torrent"), Bun.file(join(FIXTURES, "leaves.torrent")));
    const book = "Leaves of Grass by Walt Whitman.epub";
    cpSync(join(FIXTURES, book), join(home, "media/books/leaves-of-grass.epub"), { recursive: true });
    for (const { name, files, missing, damaged } of RELEASES) {
      const specs = Array.from({ length: files }, (_, i) => ({ path: `${name}.E0${i + 1}.mkv`, length: 900_000 + i }));
      const bytes = buildTorrent({ name, files: specs, version: "v1", pieceLength: 65_536 });
      writeFileSync(join(home, `torrents/${name}.torrent`), bytes);
      for (const spec of missing ? specs.slice(1) : specs) {
        const content = Buffer.from(contentOf(spec));
        if (damaged) content[500_000] = (content[500_000] ?? 0) ^ 1;
        await Bun.write(join(home, "media", name, spec.path), content);
      }
    }
    await run("scan", "torrents");
    await run("settings", "set", "min_file_size", "0");
    serve = Bun.spawn([program, "serve", "--port", String(port)], { cwd: home, stdio: ["ignore", "ignore", "ignore"] });
    const url = `http://127.0.0.1:${port}/`;
    while (!(await fetch(`${url}health`).catch(() => null))) await Bun.sleep(20);
    for (const { name, width, height, colorScheme } of SHOTS) {
      await using browser = await openBrowser({ viewport: { width, height }, colorScheme });
      const { page } = browser;
      await page.goto(url);
      await page.locator("input[type=file]").setInputFiles(join(home, "media"));
      await page.getByRole("button", { name: "Find my torrents" }).click();
      await page.getByRole("button", { name: "Choose another folder" }).waitFor();
      await page.screenshot({ path: join(ROOT, "docs", name) });
    }
  } finally {
    serve?.kill();
    await serve?.exited;
    rmSync(home, { recursive: true, force: true });
  }
  return SHOTS.map(({ name }) => name);
}

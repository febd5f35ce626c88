import { join } from "node:path";
import { plainTorrent } from "../../tests/support/plain-torrent.ts";
import { type Case, ended, first } from "./case.ts";
import { cpuSeconds, type World } from "./world.ts";

/** What was once not understood of torrents and of the files that hold them. */
export const TORRENT_CASES: readonly Case[] = [
  {
    number: "07",
    run: async (world) => {
      for (const name of ["3-emptydir-after.torrent", "6-dotdot.torrent"]) {
        const { out } = await world.run("inspect", "--json", join(world.input, name));
        if (!/"name":"x"/.test(out) || !/"path":"x\/a.mkv"/.test(out)) return `${name}: ${out.slice(0, 300)}`;
      }
      return null;
    },
  },
  {
    number: "08",
    run: async (world) => {
      await world.scanned(1);
      const watching = world.start([...world.program, "watch", "t", "--json"]);
      world.write("ext/x", "");
      let step = 0;
      const give = () => void world.shell("ln -s ../ext t/post; sleep 2; cp t/1.torrent ext/b.torrent");
      const late = setTimeout(() => watching.kill(), 12_000);
      for await (const chunk of watching.stdout) {
        const text = Buffer.from(chunk).toString();
        if (step++ === 0) give();
        if (text.includes("post/b.torrent")) {
          clearTimeout(late);
          return null;
        }
      }
      return "a file in a folder that was linked while it runs was not noticed";
    },
  },
  {
    number: "10",
    run: async (world) => {
      world.take("g", "a.torrent");
      const scan = await world.run("scan", "--db", "x.db", "g", "--json");
      const file = await world.run("torrents", "import", "--db", "y.db", "g/a.torrent", "--json");
      const folder = await world.run("torrents", "import", "--db", "z.db", "g", "--json");
      const added = [scan, file, folder].map(({ out }) => /"type":"done".*"added":(\d+)/.exec(out)?.[1] ?? "?");
      return new Set(added).size === 1 ? null : `scan, file and folder added ${added.join(", ")}`;
    },
  },
  {
    number: "11",
    run: async (world) => {
      world.take("t", "latin1.torrent");
      await world.run("scan", "t");
      // As libtorrent 2.0.8 writes it.
      return matches(world, ["Beyonc_lac", "Beyoncé.flac"]);
    },
  },
  {
    number: "12",
    run: async (world) => {
      world.take("t", "slash.torrent", "dot.torrent");
      await world.run("scan", "t");
      return matches(
        world,
        ["What_ Part_ 1..mkv", "trail.mkv", "trail2.mkv", "a_b.mkv"],
        [200004, 200005, 200006, 200012],
      );
    },
  },
  {
    number: "18",
    run: async (world) => {
      for (const folder of ["#recycle", "@eaDir", ".stversions", ".Trash-0"]) {
        world.write(`t/${folder}/a.torrent`, plainTorrent(folder, 1000));
      }
      const { out } = await world.run("scan", "t", "--json");
      return /"type":"done".*"added":0/.test(out) ? null : `taken in: ${/"added":\d+/.exec(out)?.[0]}`;
    },
  },
  {
    number: "19",
    long: true,
    run: async (world) => {
      await world.shell('cp "$IN/make.py" .; cp "$IN/../bt.py" ..; python3 make.py; rm ../bt.py');
      const { code, out } = await world.run("inspect", "--json", "files.torrent");
      return code === 0 ? null : `251,000 files: ${out.slice(-200)}`;
    },
  },
  {
    number: "23",
    run: async (world) => {
      await world.scanned(1);
      const zip =
        "import zipfile; z=zipfile.ZipFile('z.zip','w'); z.write('t/1.torrent'); z.close(); open('z.zip','ab').write(bytes(5000))";
      await world.shell(`python3 -c "${zip}"; R torrents import --db h.db t >/dev/null`);
      const hex = Buffer.from(await Bun.file(world.path("t/1.torrent")).bytes()).toString("hex");
      const hash = /"info_hash":"(\w+)"/.exec((await world.run("torrents", "list", "--json")).out)?.[1];
      world.write("lines.tsv", `\ufeff${hash}\t${hex}\n`);
      const script = `(printf '#!/bin/sh\\nexec unzip "$0"\\n'; cat z.zip) > stub.zip
        (printf '\\377\\376'; printf 'user_id;info_hash\\n7;${hash}\\n' | iconv -t UTF-16LE) > h.csv`;
      await world.shell(script);
      return first(
        ended("a ZIP with a program before it", await world.run("torrents", "import", "--db", "y.db", "stub.zip"), 0),
        ended("a history of Excel", await world.run("history", "import", "h.csv"), 0, /1 added/),
        ended("a ZIP with zeros behind it", await world.run("torrents", "import", "--db", "y.db", "z.zip"), 0),
        ended("lines with a BOM", await world.run("torrents", "import", "--db", "y.db", "lines.tsv"), 0),
      );
    },
  },
  {
    number: "25",
    run: async (world) =>
      ended("a tree that is a list", await world.run("inspect", join(world.input, "file-tree-is-a-list.torrent")), 1),
  },
  {
    number: "28",
    run: async (world) => {
      world.take("t", "c1-csi-name.torrent");
      await world.run("scan", "t");
      const printed = (await world.run("torrents", "list")).out + (await world.run("torrents", "show", "id:1")).out;
      return /[\x80-\x9f]/.test(printed)
        ? `U+009B reaches the terminal: ${JSON.stringify(printed.slice(0, 200))}`
        : null;
    },
  },
  {
    number: "29",
    run: async (world) => {
      await world.scanned(1);
      const [pattern = ""] = (await Bun.file(join(world.input, "external_id_pattern-redos.txt")).text()).split(/ {2,}/);
      await world.run("settings", "set", "external_id_pattern", pattern);
      world.write(`t/${"a".repeat(240)}.torrent`, plainTorrent("slow", 5));
      const child = world.start([...world.program, "scan"]);
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      let used = 0;
      while (child.exitCode === null && child.signalCode === null) {
        used = await cpuSeconds(child.pid).catch(() => used);
        await Promise.race([child.exited, Bun.sleep(200)]);
      }
      clearTimeout(late);
      return child.exitCode === 0 ? null : `the scan took ${used} s of CPU and did not end`;
    },
  },
];

/** Whether phase 1 finds each name, at its size or at that of the one torrent. */
async function matches(world: World, names: readonly string[], sizes: readonly number[] = []): Promise<string | null> {
  const serving = await world.serve();
  if (!serving) return "serve ended";
  const { out } = await world.run("torrents", "list", "--json");
  const only = Number(/"size":(\d+)/.exec(out)?.[1]);
  for (const [i, name] of names.entries()) {
    const body = JSON.stringify({ user_id: "1", files: [{ name, size: sizes[i] ?? only }] });
    const answer = await fetch(`${serving.url}/match/phase1`, { method: "POST", body });
    const { matched_torrents: found } = (await answer.json()) as { matched_torrents: unknown[] };
    if (found.length === 0) return `${name} is not found by name`;
  }
  return null;
}

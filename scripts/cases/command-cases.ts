import { existsSync, readdirSync } from "node:fs";
import { type Case, ended, first } from "./case.ts";

/** What the command line once did wrong. */
export const COMMAND_CASES: readonly Case[] = [
  {
    number: "01",
    run: async (world) => {
      await world.scanned();
      for (const call of [
        "torrents export",
        "torrents list --json",
        "stats --json",
        "settings list",
        "token create x",
      ]) {
        const fault = ended(call, await world.shell(`R ${call} > /dev/full`), 1, /the disk is full/);
        if (fault) return fault;
      }
      const { out } = await world.run("token", "list", "--json");
      return out.includes('"revoked"') ? null : `the token that nobody saw is in force: ${out}`;
    },
  },
  {
    number: "02",
    run: async (world) => {
      await world.scanned();
      return first(
        ended("serve --host ''", await world.run("serve", "--host", "", "--port", "0"), 2),
        ended("serve --host=", await world.run("serve", "--host=", "--port", "0"), 2),
      );
    },
  },
  {
    number: "03",
    run: async (world) => {
      await world.scanned();
      for (const words of [
        ["scan", ""],
        ["scan", "t", ""],
        ["paths", "add", ""],
        ["paths", "remove", ""],
        ["watch", ""],
        ["torrents", "import", ""],
        ["backup", "--dir", ""],
      ]) {
        const fault = ended(JSON.stringify(words), await world.run(...words), 2);
        if (fault) return fault;
      }
      return null;
    },
  },
  {
    number: "04",
    long: true,
    missing: () => (Bun.which("tmux") ? null : "tmux"),
    run: async (world) => {
      await world.scanned();
      const { out } = await world.shell('bash "$IN/run.sh" "$R" reseeder.db');
      const bad = out.split("\n").filter((line) => /header=0/.test(line));
      return /header=1/.test(out) && bad.length === 0 ? null : `${bad.length} garbled screens: ${out.slice(0, 200)}`;
    },
  },
  {
    number: "13",
    run: async (world) => {
      world.write("t/x", "");
      return ended(
        "a dangling link",
        await world.shell("ln -s nowhere/x.db dang.db; R scan --db dang.db t"),
        10,
        /no folder \S*\/nowhere for/,
      );
    },
  },
  {
    number: "14",
    run: async (world) => {
      await world.scanned(1);
      const script = `d=$(printf 'r\\377\\376'); mkdir "$d"; cp t/1.torrent "$d"/; R scan --db y.db "$d"`;
      return ended("a root that is no UTF-8", await world.shell(script), 0);
    },
  },
  {
    number: "16",
    run: async (world) => {
      await world.scanned(1);
      for (const host of ["[::1]", "*"]) {
        const serving = await world.serve("--host", host);
        if (!serving) return `serve --host ${host} ended`;
        const answer = await fetch(`${serving.url}/health`).then(
          ({ status }) => status,
          (error: Error) => error.message,
        );
        if (answer !== 200) return `${serving.url} cannot be opened: ${answer}`;
        if (host === "[::1]" && serving.said().includes("anyone who can reach this address"))
          return `it warns of ${host}`;
      }
      return null;
    },
  },
  {
    number: "22",
    run: async (world) => {
      await world.scanned(1);
      await world.run("backup");
      const script = `for i in $(seq 50); do cp t/1.torrent t/c$i.torrent; done; (eval "exec $R serve --port 0 --watch" >/dev/null 2>&1) & p=$!
        for i in $(seq 100); do [ -s reseeder.db-wal ] && break; sleep 0.1; done; kill -9 $p; wait $p 2>/dev/null
        cp backups/$(ls backups | head -n 1) reseeder.db; R stats`;
      const done = await world.shell(script);
      return ended("a backup copied beside the old log", done, 1, /belongs to another database/);
    },
  },
  {
    number: "27",
    run: async (world) => {
      await world.scanned(1);
      await world.run("settings", "set", "backup_keep", "3");
      // As if the clock had been a year ahead.
      await world.shell(
        "for i in 1 2 3; do R backup; mv backups/$(ls backups | head -n 1) backups/reseeder-20990101T00000$i'Z'.db; done",
      );
      const { out } = await world.run("backup", "--json");
      const done = JSON.parse(out.trim().split("\n").at(-1) ?? "{}") as { file?: string };
      return done.file && existsSync(done.file)
        ? null
        : `${done.file} was made and removed; there are ${readdirSync(world.path("backups"))}`;
    },
  },
];

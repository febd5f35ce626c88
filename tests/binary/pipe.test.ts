import { expect, test } from "bun:test";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { tree } from "../support/tree.ts";

test(
  "a command whose output nobody reads any more ends by itself",
  async () => {
    using dir = tree();
    dir.write("torrents/a.torrent", plainTorrent("a", 1000));
    const database = dir.path("reseeder.db");
    const program = await binary();
    const command = [program, "watch", dir.path("torrents"), "--db", database, "--json"];
    const piped = `${command.map((word) => `'${word}'`).join(" ")} | head -n 1; echo "$PIPESTATUS"`;
    const child = Bun.spawn(["bash", "-c", piped], { stdout: "pipe", stderr: "ignore" });
    const events = new Response(child.stdout).text();
    let n = 0;
    // Each new torrent is a line that nobody takes; the first that cannot be written ends it.
    while (child.exitCode === null) {
      dir.write(`torrents/${n}.torrent`, plainTorrent(`${n++}`, 1000 + n));
      await Promise.race([child.exited, Bun.sleep(50)]);
    }
    const [first, code] = (await events).trim().split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({ type: "watching" });
    expect(code).toBe("141");
  },
  BUILD_TIMEOUT,
);

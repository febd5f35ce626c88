import { join } from "node:path";
import { FakeHttpTracker } from "../../tests/support/fake-tracker.ts";
import { type Case, ended } from "./case.ts";
import { cpuSeconds, raw, residentMb } from "./world.ts";

const ASKED = '{"user_id":"1","files":[{"name":"movie.mkv","size":40000}]}';
const post = (path: string, rest: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\n${rest}`;
/** CPU seconds that a request of 65 kB may take; it took five. */
const CHEAP_S = 1;

/** What serve, and what asks other servers, once did wrong. */
export const HTTP_CASES: readonly Case[] = [
  {
    number: "05",
    run: async (world) => {
      await world.scanned(1);
      const serving = await world.serve();
      const health = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
      const match = post("/match/phase1", `Content-Length: ${ASKED.length}\r\n\r\n${ASKED}`);
      const answers = (await raw(serving?.port ?? 0, match + health)).split("HTTP/1.1 200").length - 1;
      return answers > 0 ? null : "neither of two requests sent together was answered";
    },
  },
  {
    number: "06",
    run: async (world) => {
      await world.scanned(1);
      const serving = await world.serve();
      const head = post("/match/phase1", "Transfer-Encoding: chunked\r\n\r\n");
      const body = `${ASKED.length.toString(16)}\r\n${ASKED}\r\n0\r\n`;
      for (const pieces of [[`${head}${body}X-T: 1\r\n\r\n`], [head + body, "X-T: 1\r\n\r\n"]]) {
        const answer = await raw(serving?.port ?? 0, ...pieces);
        if (!answer.startsWith("HTTP/1.1 200")) return `a trailer: ${JSON.stringify(answer.slice(0, 100))}`;
      }
      return null;
    },
  },
  {
    number: "09",
    run: async (world) => {
      await world.scanned(2);
      const answer = (hashes: readonly Uint8Array[]) => {
        const files = hashes.map((hash) =>
          Buffer.concat([Buffer.from("20:"), hash, Buffer.from("d8:completei-1e10:incompletei-5ee")]),
        );
        return Buffer.concat([Buffer.from("d5:filesd"), ...files, Buffer.from("ee")]);
      };
      await using tracker = new FakeHttpTracker(
        (hashes) => new Response(answer(hashes.map((hash) => Buffer.from(hash, "hex")))),
      );
      return ended("counts below nought", await world.run("scrape", "--all", `${tracker.url}/announce`), 1);
    },
  },
  {
    number: "15",
    run: async (world) => {
      await world.scanned(1);
      const serving = await world.serve();
      const answer = await raw(serving?.port ?? 0, post("/match/phase1", "Content-Length: 1099511627776\r\n\r\n"));
      return /^HTTP\/1.1 413/.test(answer) && answer.includes('"BODY_TOO_LARGE"')
        ? null
        : JSON.stringify(answer.slice(0, 200));
    },
  },
  {
    number: "24",
    run: async (world) => {
      await world.scanned(1);
      const serving = await world.serve();
      if (!serving) return "serve ended";
      const body = await Bun.file(join(world.input, "nfc-65KB.json")).bytes();
      const before = await cpuSeconds(serving.pid);
      const { status } = await fetch(`${serving.url}/match/phase1`, { method: "POST", body });
      const used = (await cpuSeconds(serving.pid)) - before;
      return used < CHEAP_S ? null : `status ${status}, ${used.toFixed(2)} s of CPU`;
    },
  },
  {
    number: "26",
    long: true,
    run: async (world) => {
      await world.scanned(1);
      const serving = await world.serve();
      if (!serving) return "serve ended";
      const child = world.start([
        "python3",
        join(world.input, "bigbodies.py"),
        `${serving.port}`,
        `${serving.pid}`,
        "100",
      ]);
      let most = 0;
      while (child.exitCode === null) {
        most = Math.max(most, await residentMb(serving.pid));
        await Promise.race([child.exited, Bun.sleep(200)]);
      }
      const { status } = await fetch(`${serving.url}/health`);
      return most < 600 && status === 200 ? null : `${Math.round(most)} MB of memory, health ${status}`;
    },
  },
];

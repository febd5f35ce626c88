import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { tree } from "../support/tree.ts";

let reseeder: string;
const dir = tree({ "t/1.torrent": plainTorrent("a", 1000) });
beforeAll(async () => {
  reseeder = await binary();
  await runProgram(reseeder, ["scan", "t"], { cwd: dir.root });
}, BUILD_TIMEOUT);
afterAll(() => dir[Symbol.dispose]());

/** Starts serve by a shell that does `before` first, and waits for its address. */
async function serve(before: string) {
  const script = `${before} exec "${reseeder}" serve --port 0`;
  const child = Bun.spawn(["/bin/bash", "-c", script], { cwd: dir.root, stdout: "pipe", stderr: "pipe" });
  let said = "";
  for await (const chunk of child.stdout) {
    said += Buffer.from(chunk).toString();
    if (said.includes("\n")) break;
  }
  return { child, url: /Listening on (\S+) /.exec(said)?.[1] ?? "" };
}

test("a hang-up ends serve in order: what it has in memory is written first", async () => {
  const { child, url } = await serve("");
  const asked = await fetch(`${url}/match/phase2`, {
    method: "POST",
    body: '{"user_id":"hung-up","files":[{"size":1}]}',
  });
  expect(asked.status).toBe(200);
  child.kill("SIGHUP");
  // A terminal that closes may send more than one.
  child.kill("SIGHUP");
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stderr).text()).toContain('"message":"stopping","signal":"SIGHUP"');
  const database = new Database(dir.path("reseeder.db"), { readonly: true });
  expect(database.query("SELECT user_id AS id FROM requests WHERE path = '/match/phase2'").all()).toEqual([
    { id: "hung-up" },
  ]);
  database.close();
});

test("whoever turned hang-ups off has them off", async () => {
  const { child, url } = await serve("trap '' HUP;");
  child.kill("SIGHUP");
  expect((await fetch(`${url}/health`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stderr).text()).not.toContain("SIGHUP");
});

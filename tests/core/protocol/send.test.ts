import { expect, test } from "bun:test";
import { fetchArchive } from "../../../src/core/protocol/archive.ts";
import { handshake } from "../../../src/core/protocol/handshake.ts";
import { send } from "../../../src/core/protocol/send.ts";
import { serverAddress } from "../../../src/core/protocol/server-address.ts";
import type { OutgoingRequest, Transport } from "../../../src/core/protocol/transport.ts";

type Reply = (url: string, request: OutgoingRequest) => Response | Promise<Response>;

/** A network of answers in order (the last one for ever), which notes what was sent and how long was waited. */
function scripted(...replies: Reply[]): Transport & { sent: [string, OutgoingRequest][]; waited: number[] } {
  const sent: [string, OutgoingRequest][] = [];
  const waited: number[] = [];
  return {
    sent,
    waited,
    fetch: async (url, request) => {
      sent.push([url, request]);
      return (replies[Math.min(sent.length, replies.length) - 1] as Reply)(url, request);
    },
    wait: (ms, signal) => {
      // The deadline of a request never comes here.
      if (ms === 120_000 || ms === 1_800_000)
        return new Promise((_, no) => signal?.addEventListener("abort", () => no(new Error("over"))));
      waited.push(ms);
      return Promise.resolve();
    },
  };
}

const ADDRESS = serverAddress("https://tracker.example/api/", { token: "secret-token", passkey: null, userId: "u" });
if (ADDRESS === null) throw new Error("an address");
const SENDING = {
  method: "GET",
  url: "https://tracker.example/x",
  headers: { authorization: "s" },
  maxBytes: 100,
} as const;
const say =
  (status: number, body = "", headers: Record<string, string> = {}) =>
  () =>
    new Response(body, { status, headers });

test("429 and 503 are waited for as Retry-After says, five times", async () => {
  const patient = scripted(say(429, "", { "retry-after": "7" }), say(503), say(200, "ok"));
  const outcome = await send(patient, SENDING);
  expect(outcome.ok && new TextDecoder().decode(outcome.value)).toBe("ok");
  expect(patient.waited).toEqual([7000, 4000]);
  const never = scripted(say(503, "", { "retry-after": "1" }));
  const rejected = await send(never, SENDING);
  expect(!rejected.ok && rejected.problem.kind).toBe("busy");
  expect(never.sent).toHaveLength(5);
  const tomorrow = scripted(say(429, "", { "retry-after": "86400" }));
  expect((await send(tomorrow, SENDING)).ok).toBe(false);
  expect(tomorrow.waited).toEqual([]);
});

test("a redirect is followed within the host, and nothing goes to another", async () => {
  const home = scripted(say(307, "", { location: "/y" }), say(200, "ok"));
  expect((await send(home, SENDING)).ok).toBe(true);
  expect(home.sent.map(([url]) => url)).toEqual(["https://tracker.example/x", "https://tracker.example/y"]);
  for (const location of ["https://evil.example/y", "http://tracker.example/y", "https://tracker.example:444/y", ""]) {
    const away = scripted(say(302, "", location === "" ? {} : { location }));
    const outcome = await send(away, SENDING);
    expect(!outcome.ok && outcome.problem.kind).toBe("redirected");
    expect(away.sent).toHaveLength(1);
  }
  const round = scripted(say(302, "", { location: "/x" }));
  expect((await send(round, SENDING)).ok).toBe(false);
  expect(round.sent).toHaveLength(4);
});

test("an answer without end is read up to the bound and no further", async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(60));
        },
        cancel() {
          cancelled = true;
        },
      }),
    );
  const outcome = await send(scripted(endless), SENDING);
  expect(!outcome.ok && outcome.problem.kind).toBe("answer_too_large");
  expect(pulled).toBeLessThan(5);
  expect(cancelled).toBe(true);
});

test("no answer in time, none at all, and a stop are told apart; no secret is in a message", async () => {
  const hanging: Transport = {
    fetch: (_, { signal }) =>
      new Promise((_ok, no) => {
        if (signal.aborted) no(new Error("aborted"));
        signal.addEventListener("abort", () => no(new Error("aborted")));
      }),
    wait: () => Promise.resolve(),
  };
  const late = await handshake(hanging, ADDRESS);
  expect(!late.ok && late.problem.kind).toBe("timeout");
  const rejected = scripted(() => {
    throw new Error("connection refused");
  });
  const none = await handshake(rejected, ADDRESS);
  expect(!none.ok && none.problem).toMatchObject({ kind: "unreachable", status: null });
  const stopped = await send(
    { ...hanging, wait: () => new Promise(() => {}) },
    { ...SENDING, signal: AbortSignal.abort() },
  );
  expect(!stopped.ok && stopped.problem.kind).toBe("stopped");
  const told = JSON.stringify([late, none, await handshake(scripted(say(401, "x")), ADDRESS)]);
  expect(told).not.toContain("secret-token");
});

test("the server's own code and message come through, cleaned", async () => {
  const body = JSON.stringify({ status: "error", code: "UNAUTHORIZED", message: "who\u0007 are\u202e you\u001b[31m" });
  const outcome = await send(scripted(say(401, body)), SENDING);
  expect(!outcome.ok && outcome.problem).toEqual({
    kind: "unauthorized",
    message: "https://tracker.example/x answers 401 UNAUTHORIZED: who are you [31m",
    status: 401,
    code: "UNAUTHORIZED",
  });
});

test("limits that a server does not say, or that make no sense, are the protocol's", async () => {
  const odd = {
    status: "ok",
    min_file_size: -1,
    max_files_per_request: "many",
    max_torrents_per_response: 0,
    extra: 1,
  };
  const outcome = await handshake(scripted(say(200, JSON.stringify(odd))), ADDRESS);
  expect(outcome.ok && outcome.value).toMatchObject({
    minFileSize: 104_857_600,
    maxFilesPerRequest: 10_000,
    maxTorrentsPerResponse: 500,
    capabilities: [],
  });
  const bare = await handshake(scripted(say(200, "[]")), ADDRESS);
  expect(!bare.ok && bare.problem.kind).toBe("bad_answer");
});

test("an archive goes on in parts as it comes, and one that is too long or breaks off is none", async () => {
  const part = new Uint8Array(65_536).fill(7);
  const body = (parts: number, breaks = false) =>
    new ReadableStream({
      pull(stream) {
        if (parts-- > 0) stream.enqueue(part);
        else if (breaks) stream.error(new Error("gone"));
        else stream.close();
      },
    });
  const fetched = async (stream: ReadableStream, maxBytes = 1_000_000) => {
    const archive = fetchArchive(
      scripted(() => new Response(stream)),
      ADDRESS,
      { maxBytes },
    );
    const parts: number[] = [];
    let step = await archive.next();
    for (; !step.done; step = await archive.next()) parts.push(step.value.length);
    return [step.value?.kind ?? null, parts.length];
  };
  expect(await fetched(body(10))).toEqual([null, 10]);
  expect(await fetched(body(10), 200_000)).toEqual(["answer_too_large", 3]);
  expect(await fetched(body(3, true))).toEqual(["bad_answer", 3]);
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { fingerprintOf } from "../../support/mutated-libraries.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { jsonLines, type Ran, run } from "../../support/run.ts";
import { buildTorrent, contentOf } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const FILE = { path: "movie.mkv", length: 200_000 };
const GOOD = buildTorrent({ name: "Movie", files: [FILE], pieceLength: 16_384 });
const HASH = Buffer.from(parseMetainfo(GOOD).infoHashV1 ?? []).toString("hex");
const HANDSHAKE = { status: "ok", min_file_size: 0, max_files_per_request: 100, max_torrents_per_response: 50 };

const entry = (torrent: Uint8Array, more: object = {}) => ({
  ...{ torrent_id: 1, info_hash: HASH, name: "Movie", torrent_file: Buffer.from(torrent).toString("base64") },
  ...more,
});
const matched = (...entries: object[]) => Response.json({ status: "ok", matched_torrents: entries });

/** Runs `match` against a server of the test's making; nothing but `out` and the state may come of it. */
async function against(
  reply: (request: Request, asked: number) => Response | Promise<Response>,
  env: Record<string, string> = {},
): Promise<Ran & { names: string[]; tokens: (string | null)[] }> {
  using dir = tree({ "library/movie.mkv": contentOf(FILE) });
  const tokens: (string | null)[] = [];
  const server = Bun.serve({
    ...{ port: 0, hostname: "127.0.0.1", idleTimeout: 0 },
    fetch: (request) => {
      tokens.push(request.headers.get("authorization"));
      if (request.url.endsWith("/report")) return Response.json({ status: "ok" });
      return reply(request, tokens.length);
    },
  });
  const before = fingerprintOf(dir.path("library"));
  try {
    const args = ["match", "library", "--server", server.url.href, "--out", "out", "--state", "s.db", "--json"];
    const ran = await run(args, { cwd: dir.root, env });
    expect(fingerprintOf(dir.path("library"))).toBe(before);
    const top = readdirSync(dir.root).filter((name) => !name.startsWith("s.db"));
    expect(top.filter((name) => name !== "out" && name !== "library")).toEqual([]);
    const names = top.includes("out") ? (readdirSync(dir.path("out"), { recursive: true }) as string[]).sort() : [];
    return { ...ran, names, tokens };
  } finally {
    await server.stop(true);
  }
}

const found = ({ out }: Ran) => jsonLines(out).filter(({ type }) => type === "torrent");
const problems = ({ out }: Ran) => jsonLines(out).flatMap((line) => (line.type === "problem" ? [line.message] : []));
const afterHandshake =
  (reply: (request: Request, asked: number) => Response | Promise<Response>) => (request: Request, asked: number) =>
    request.url.endsWith("/handshake") ? Response.json(HANDSHAKE) : reply(request, asked);

test("an honest one, for comparison", async () => {
  const ran = await against(afterHandshake(() => matched(entry(GOOD))));
  expect([ran.code, found(ran).map(({ status }) => status), ran.names]).toEqual([
    0,
    ["ready"],
    [`Movie [${HASH.slice(0, 8)}].torrent`, "manifest.json"],
  ]);
});

test("another info-hash than the torrent's is said and not taken", async () => {
  const ran = await against(afterHandshake(() => matched(entry(GOOD, { info_hash: "a".repeat(40) }))));
  expect([ran.code, found(ran)]).toEqual([3, []]);
  expect(problems(ran)[0]).toContain(`its info-hash is ${HASH}, and ${"a".repeat(40)} was said`);
});

test("a torrent that is none, and one that fits nothing of the library", async () => {
  const other = buildTorrent({ name: "Other", files: [{ path: "x.mkv", length: 5 }], pieceLength: 16_384 });
  const hash = Buffer.from(parseMetainfo(other).infoHashV1 ?? []).toString("hex");
  const ran = await against(
    afterHandshake(() => matched(entry(new Uint8Array(50)), entry(other, { torrent_id: 2, info_hash: hash }))),
  );
  expect([ran.code, found(ran), ran.names]).toEqual([3, [], ["manifest.json"]]);
});

test("names with .., NUL, control characters and marks of direction stay in --out", async () => {
  const name = "../../..\u0000/etc/\u001b[31m\u202egpj\ncron";
  const evil = buildTorrent({ name, files: [{ ...FILE, path: ["..", "..", "movie\u0000.mkv"] }], pieceLength: 16_384 });
  const data = buildTorrent({
    name,
    files: [{ path: ["..", "movie.mkv"], data: contentOf(FILE) }],
    pieceLength: 16_384,
  });
  for (const bytes of [evil, data]) {
    const hash = Buffer.from(parseMetainfo(bytes).infoHashV1 ?? []).toString("hex");
    const ran = await against(afterHandshake(() => matched(entry(bytes, { info_hash: hash, name }))));
    for (const each of ran.names) expect(each).toMatch(/^(manifest\.json|[^/\\\p{C}]+\.torrent)$/u);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
    expect(ran.err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  }
});

test("an answer without end is bounded", async () => {
  let sent = 0;
  const endless = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          sent += 1 << 20;
          controller.enqueue(new Uint8Array(1 << 20).fill(0x20));
        },
      }),
    );
  const ran = await against(afterHandshake(endless));
  expect(ran.code).toBe(3);
  expect(problems(ran)[0]).toContain("the response is over 67108864 bytes");
  // Once for each phase: the one file cannot be asked about in two halves.
  expect(sent).toBeLessThan(400 << 20);
});

test("bombs of brackets, HTML, and answers that break off are problems and no crash", async () => {
  for (const body of ["[".repeat(5_000_000), "<html>", '{"status":"ok","matched_torrents":[', "", "null", '"x"']) {
    const ran = await against(afterHandshake(() => new Response(body)));
    expect([ran.code, found(ran)]).toEqual([3, []]);
    expect(problems(ran)[0]).toContain("does not follow the match protocol");
  }
  const shake = await against(() => new Response("<html>"));
  expect(shake.code).toBe(1);
});

test("a redirect to another host gets neither token nor passkey", async () => {
  const env = { RESEEDER_TOKEN: "tttttttttttttttttttt", RESEEDER_PASSKEY: "pppppppppppppppppppp" };
  const got: string[] = [];
  const elsewhere = Bun.serve({
    ...{ port: 0, hostname: "127.0.0.1" },
    fetch: async (request) => {
      got.push(await request.text());
      return Response.json(HANDSHAKE);
    },
  });
  try {
    const ran = await against(() => Response.redirect(`${elsewhere.url.href}match/handshake`, 307), env);
    expect([ran.code, got]).toEqual([1, []]);
    expect(problems(ran)[0]).toContain("the redirect was not followed");
    expect(ran.tokens[0]).toBe("Bearer tttttttttttttttttttt");
    expect(ran.out + ran.err).not.toMatch(/tttt|pppp/);
  } finally {
    await elsewhere.stop(true);
  }
});

test("401 says what is wrong, 429 is waited for", async () => {
  const closed = await against(() =>
    Response.json({ status: "error", code: "UNAUTHORIZED", message: "who?" }, { status: 401 }),
  );
  expect([closed.code, problems(closed)]).toEqual([1, [expect.stringContaining("answers 401 UNAUTHORIZED: who?")]]);
  const busy = await against(
    afterHandshake((_, asked) =>
      asked < 3 ? new Response("", { status: 429, headers: { "retry-after": "0" } }) : matched(entry(GOOD)),
    ),
  );
  expect([busy.code, found(busy).length]).toEqual([0, 1]);
});

test("torrents without end are taken up to a bound", async () => {
  let id = 0;
  const ran = await against(
    afterHandshake(() =>
      Response.json({
        ...{ status: "ok", truncated: true },
        matched_torrents: Array.from({ length: 50 }, () => entry(GOOD, { torrent_id: ++id })),
      }),
    ),
  );
  // 200 pages for each phase, and one torrent of all that.
  expect(ran.tokens.length).toBeLessThan(410);
  expect(found(ran)).toHaveLength(1);
});

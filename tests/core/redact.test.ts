import { describe, expect, test } from "bun:test";
import { MASK, redact, redactFields } from "../../src/core/redact.ts";

const MD5 = "9e107d9d372bb6826bd81d3542a419d6";
const SHA1 = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
const SHA256 = "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592";
const BASE62 = "q8Zk2LmX0pRt7VbN";

describe("secrets are masked", () => {
  test.each([
    // Where trackers put passkeys: UNIT3D, Gazelle, NexusPHP, Trackarr, Torrust-Actix with both keys, UDP.
    `https://tracker.example/announce/${MD5}`,
    `https://tracker.example/${MD5}/announce`,
    `https://tracker.example/announce.php?passkey=${MD5}`,
    `http://tracker.example:8080/announce?passkey=${SHA1}&compact=1`,
    `http://tracker.example/${SHA1}/${SHA1}announce`,
    `udp://tracker.example:6969/announce/${SHA1}`,
    `https://tracker.example/a/${BASE62}/scrape`,
    `https://tracker.example/rss/download/1234/${SHA1}.torrent`,
    `https://tracker.example/torznab?r=${BASE62}`,
    `https://user:${BASE62}@tracker.example/`,
    "https://tracker.example/announce?pid=secret-words",
    // The same without a scheme, as a request's path.
    `GET /announce/${BASE62}`,
    `GET /${BASE62}/announce`,
    `GET /download.php: passkey=${BASE62}`,
    // As parameters and in JSON.
    `token=${BASE62}`,
    `access_token: ${BASE62}`,
    `?apikey=${BASE62}&x=1`,
    `{"passkey":"${BASE62}","user_id":5}`,
    `{"passkey": "${BASE62}"}`,
    `passkey%3D${BASE62}`,
    // Headers.
    `Authorization: Bearer ${BASE62}`,
    `authorization=Basic ${BASE62}`,
    `{"Authorization":"Digest username=a, response=${BASE62}"}`,
    `Cookie: a=1; session=${BASE62}`,
    `got Bearer ${BASE62} from the client`,
    `X-Api-Key: ${BASE62}`,
    `X-Reseeder-Passkey: ${BASE62}`,
    // Our own tokens.
    `rejected reseeder_U7dPz1zQJqgwqxJmZKTnzBvsNZSC-T4wlkLWybMKoQY`,
    // Bare runs of digits.
    `unknown user ${MD5}`,
    `unknown user ${SHA1.toUpperCase()}`,
    `unknown user ${SHA256}`,
    `info_hash ${MD5}`,
  ])("%s", (text) => {
    const masked = redact(text);
    expect(masked).toContain(MASK);
    for (const secret of [MD5, SHA1, SHA1.toUpperCase(), SHA256, BASE62, "secret-words", "U7dPz1zQJ"])
      expect(masked).not.toContain(secret);
  });

  test("and the rest of the text stays", () => {
    expect(redact(`asked https://t.example/announce?passkey=${MD5}&compact=1: rejected`)).toBe(
      `asked https://t.example/announce?passkey=${MASK}&compact=1: rejected`,
    );
    expect(redact(`{"passkey":"${BASE62}","user_id":5}`)).toBe(`{"passkey":"${MASK}","user_id":5}`);
    expect(redact(`POST /x failed: token=${BASE62}, try 2`)).toBe(`POST /x failed: token=${MASK}, try 2`);
  });
});

describe("what is no secret stays as it is", () => {
  test.each([
    `info-hash ${SHA1}`,
    `info_hash=${SHA1}`,
    `infohash v2 ${SHA256}`,
    `{"info_hash":"${SHA1}"}`,
    `magnet:?xt=urn:btih:${SHA1}`,
    `https://tracker.example/scrape?info_hash=${SHA1}`,
    `Identical files (SHA-1 ${SHA1})`,
    `torrent ${SHA1} is gone`,
    `GET /api/v1/torrents/${SHA1}: no such path`,
    `/srv/torrents/2f/d4/${SHA1}.torrent: PIECES_LENGTH: info.pieces holds 39 bytes`,
    `/srv/${SHA256}.torrent`,
    "JSON Parse error: Unexpected token '}'",
    "Listening on http://127.0.0.1:8080 with /var/lib/reseeder/reseeder.db",
    "setting request_log_keep: expected a whole number from 0 to 100000000",
    "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "a-tokenizer: none, cookies are not used",
    "0123456789abcdef",
  ])("%s", (text) => expect(redact(text)).toBe(text));
});

describe("fields", () => {
  test("a hash of a known name stays, the same digits elsewhere do not", () => {
    expect(redactFields({ info_hash: SHA1, info_hash_v2: SHA256, sha1: SHA1, user: SHA1, note: MD5 })).toEqual({
      info_hash: SHA1,
      info_hash_v2: SHA256,
      sha1: SHA1,
      user: MASK,
      note: MASK,
    });
    // A passkey in a field of that name is no hash.
    expect(redactFields({ info_hash: MD5, hash: `passkey=${SHA1}` })).toEqual({
      info_hash: MASK,
      hash: `passkey=${MASK}`,
    });
  });

  test("a field named after a secret is masked whatever it holds, at any depth", () => {
    expect(
      redactFields({
        passkey: "short",
        Authorization: 5,
        api_key: [BASE62],
        request: {
          headers: { cookie: "a=1", "x-api-key": "k", "x-reseeder-passkey": "p" },
          list: [{ token: "t" }, `token=${BASE62}`],
        },
        password: null,
      }),
    ).toEqual({
      passkey: MASK,
      Authorization: MASK,
      api_key: MASK,
      request: {
        headers: { cookie: MASK, "x-api-key": MASK, "x-reseeder-passkey": MASK },
        list: [{ token: MASK }, `token=${MASK}`],
      },
      password: null,
    });
  });

  test("numbers, switches and nothing stay; an error is its message; depth is bounded", () => {
    expect(redactFields({ ms: 1.5, ok: true, none: null, big: 5n, error: new Error(`passkey=${MD5}`) })).toEqual({
      ms: 1.5,
      ok: true,
      none: null,
      big: 5,
      error: `passkey=${MASK}`,
    });
    const loop: Record<string, unknown> = { a: 1 };
    loop["self"] = loop;
    expect(JSON.stringify(redactFields(loop))).toContain("…");
  });
});

test("long hostile text takes no longer for it", () => {
  for (const text of ["a".repeat(200_000), "passkey".repeat(30_000), "https://".repeat(20_000), "/".repeat(200_000)]) {
    expect(redact(text)).toBeString();
  }
});

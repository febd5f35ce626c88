import { describe, expect, test } from "bun:test";
import { readScrapeAnswer, scrapeQuery } from "../../../src/core/scrape/http-scrape.ts";

const HASH = Uint8Array.from({ length: 20 }, (_, i) => [0, 0x20, 0x26, 0x41, 0x7a, 0x39, 0x7e, 0xff][i % 8] ?? 0);

const read = (text: string) => {
  const answer = readScrapeAnswer(Buffer.from(text, "latin1"));
  return "failure" in answer ? answer.failure : Object.fromEntries(answer.counts);
};

test("a question names every info-hash, byte for byte", () => {
  const url = scrapeQuery("http://t.example/scrape?k=1", [HASH, new Uint8Array(20).fill(0x25)]);
  expect(url).toBe(
    `http://t.example/scrape?k=1&info_hash=%00%20%26Az9%7E%FF%00%20%26Az9%7E%FF%00%20%26A&info_hash=${"%25".repeat(20)}`,
  );
  expect(scrapeQuery("http://t.example/scrape", [HASH])).toStartWith("http://t.example/scrape?info_hash=%00");
  // As URL's own parser takes it apart again, bytes being Latin-1.
  const [, query = ""] = url.split("&info_hash=");
  expect(Buffer.from(unescape(query), "latin1")).toEqual(Buffer.from(HASH));
});

describe("an answer", () => {
  const hex = "580e19a0c74917fe5d344dacc0d9888993573b94";

  test("as opentracker gives it", () => {
    const key = Buffer.from(hex, "hex").toString("latin1");
    expect(read(`d5:filesd20:${key}d8:completei1e10:downloadedi0e10:incompletei2eeee`)).toEqual({
      [hex]: { seeders: 1, leechers: 2 },
    });
    expect(read("d5:filesdee")).toEqual({});
  });

  // What bittorrent-tracker 11.2.3 of npm answered.
  test("as bittorrent-tracker of npm gives it", () => {
    const said =
      "64353a66696c65736433303a580e19c2a0c3874917c3be5d344dc2acc380c399c288c289c293573bc2946438" +
      "3a636f6d706c657465693165" +
      "31303a646f776e6c6f6164656469316531303a696e636f6d706c657465693065656535" +
      "3a666c6167736432303a6d696e5f726571756573745f696e74657276616c69363030656565";
    expect(read(Buffer.from(said, "hex").toString("latin1"))).toEqual({ [hex]: { seeders: 1, leechers: 0 } });
  });

  const A = "a".repeat(20);
  const a = Buffer.from(A).toString("hex");
  const file = (counts: string) => `d5:filesd20:${A}d${counts}eee`;

  test.each([
    ["8:completei3e10:incompletei4294967295e", { seeders: 3, leechers: null }],
    ["8:completei3e", { seeders: 3, leechers: null }],
    ["8:completei3e10:incomplete1:x", { seeders: 3, leechers: null }],
    ["10:incompletei3e", null],
    ["8:completei-1e10:incompletei3e", null],
    ["8:completei2147483648e10:incompletei3e", null],
    ["8:completei2147483647e10:incompletei0e", { seeders: 2_147_483_647, leechers: 0 }],
    ["8:completei99999999999999999999e", null],
    ["8:completei0e10:downloadedi7e10:incompletei0e4:name3:abc", { seeders: 0, leechers: 0 }],
  ])("%s", (counts, swarm) => {
    expect(read(file(counts))).toEqual({ [a]: swarm });
  });

  test.each([
    ["d14:failure reason9:bad thinge", "bad thing"],
    ["d14:failure_reason9:bad thinge", "bad thing"],
    [`d14:failure reason9:bad thing5:filesd20:${A}d8:completei1eeee`, "bad thing"],
    ["d14:failure reason0:e", "without a reason"],
    ["d14:failure reason4:\n\x1b[me", "[m"],
    ["de", "the response has no files"],
    ["d5:filesi1ee", "the response has no files"],
    ["le", "expected a bencoded dictionary, got a list"],
    ["<html>", "expected a bencoded response: "],
    ["", "expected a bencoded response: "],
    ["d5:filesd3:abcd8:completei1eeee", "an invalid info-hash"],
    [`d5:filesd41:${"x".repeat(41)}d8:completei1eeee`, "an invalid info-hash"],
    [`d5:filesd20:${A}i1eee`, "an invalid info-hash"],
    [`d1:x${"l".repeat(50)}`, "expected a bencoded response: "],
  ])("%p is a failure: %s", (text, failure) => {
    expect(read(text)).toContain(failure);
  });

  const counted = "d8:completei1e10:incompletei2ee";
  const swarm = { seeders: 1, leechers: 2 };
  const bytesOf = (hash: string) => Buffer.from(hash, "hex").toString("latin1");

  test.each([
    ["bytes that are no UTF-8", "ff".repeat(20)],
    ["bytes that are UTF-8 of fewer characters", "c3a9".repeat(10)],
    ["bytes that begin as a byte order mark does", `efbbbf${"61".repeat(17)}`],
    ["the character that stands for what is no UTF-8", `efbfbd${"61".repeat(17)}`],
    ["letters alone", "61".repeat(20)],
    ["digits alone, which JavaScript would sort", "31".repeat(20)],
  ])("an info-hash of %s is read as it is", (_, hash) => {
    expect(read(`d5:filesd20:${bytesOf(hash)}${counted}20:${"b".repeat(20)}${counted}ee`)).toEqual({
      [hash]: swarm,
      [Buffer.from("b".repeat(20)).toString("hex")]: swarm,
    });
  });

  test("of what stands twice the last one counts, and what follows the answer is left alone", () => {
    expect(read(`d5:filesd20:${A}d8:completei7eee5:filesd20:${A}d8:completei6e8:completei1eeee`)).toEqual({
      [a]: { seeders: 1, leechers: null },
    });
    expect(read(`d5:filesd20:${A}${counted}eegarbage${"l".repeat(100_000)}`)).toEqual({ [a]: swarm });
  });

  test("nothing comes out of a prototype", () => {
    expect(read(`d9:__proto__d5:filesd20:${A}${counted}eee`)).toBe("the response has no files");
    expect(read(`d5:filesd9:__proto__d20:${A}${counted}eee`)).toEqual({});
    expect(read(`d5:filesd20:${A}d9:__proto__${counted}eee`)).toEqual({ [a]: null });
    expect(read("d5:files8:toStringe")).toBe("the response has no files");
    expect(({} as { files?: unknown }).files).toBeUndefined();
  });

  test.each([
    ["nested deeply", `${"d1:a".repeat(100_000)}`, "nested deeper than 8 levels"],
    ["of many values", `d1:al${"i1e".repeat(200_001)}ee`, "over 200000 values"],
    ["with a length beyond its end", "d5:files999999999999:x", "a string that claims"],
    ["with a length that is no number", "d5:files-1:e", "expected a value"],
    ["with a fraction", `d5:filesd20:${A}d8:completei1.5eeee`, "an integer with"],
    ["that ends too early", `d5:filesd20:${A}${counted}`, "the file ends"],
    ["with a key that is an integer", "di1e1:xe", "expected a key"],
  ])("%s is a failure", (_, text, failure) => {
    expect(read(text)).toContain(failure);
  });

  test("a long reason is cut", () => {
    expect(read(`d14:failure reason999:${"x".repeat(999)}e`)).toBe("x".repeat(200));
  });
});

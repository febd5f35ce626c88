import { describe, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { ListReader } from "../../../src/work/listing/list-reader.ts";

const hash = (n: number) => n.toString(16).padStart(40, "0");

/** Reads a list that comes in chunks of so many bytes; answers the hashes. */
async function read(text: string, torrents: number | null = null, chunk = 7): Promise<string[]> {
  async function* source() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const reader = new ListReader();
  const pages = await Array.fromAsync(reader.pages(source()));
  const found = pages.flat().map(({ infoHash }) => bytesToHex(infoHash));
  reader.checkEnd(torrents ?? found.length);
  return found;
}

test("lines of either form, blank ones and ends of either kind", async () => {
  const text = `\uFEFF${hash(1)}\r\n\r\n{"info_hash":"${hash(2)}"}\n  \n${hash(3)},7\n{"end":3}\r\n\n`;
  expect(await read(text)).toEqual([1, 2, 3].map(hash));
  expect(await read(`${hash(1)}\n{"end":1}`)).toEqual([hash(1)]);
});

test("the number of lines, or of torrents where some stand there twice", async () => {
  const twice = `${hash(1)}\n${hash(1)}\n${hash(2)}\n`;
  expect(await read(`${twice}{"end":3}`, 2)).toHaveLength(3);
  expect(await read(`${twice}{"end":2}`, 2)).toHaveLength(3);
  await expect(read(`${twice}{"end":4}`, 2)).rejects.toThrow('The list says {"end":4}, but has 3 lines');
});

test("comes in pages", async () => {
  const many = Array.from({ length: 12_000 }, (_, n) => `${hash(n)}\n`).join("");
  const source = async function* () {
    yield Buffer.from(`${many}{"end":12000}\n`);
  };
  expect((await Array.fromAsync(new ListReader().pages(source()))).flat()).toHaveLength(12_000);
});

describe("is rejected whole:", () => {
  test.each<[what: string, text: string, message: string]>([
    ["nothing", "", "The list is cut off after 0 lines"],
    ["no last line", `${hash(1)}\n`, "The list is cut off after 1 lines"],
    ["a last line that is cut", `${hash(1)}\n{"end":1`, "line 2: expected an object of JSON"],
    ["fewer lines than it says", `${hash(1)}\n{"end":2}\n`, 'The list says {"end":2}'],
    ["a line after the last", `${hash(1)}\n{"end":1}\n${hash(2)}\n`, "line 3: expected nothing after"],
    ["a line that is no hash", `${hash(1)}\nx\n{"end":2}\n`, "line 2: info_hash: expected"],
    ["a line that is too long", `${hash(1)},${"x".repeat(3_000)}\n{"end":1}\n`, "line 1: expected at most"],
  ])("%s", async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

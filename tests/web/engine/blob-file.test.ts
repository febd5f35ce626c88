import { afterEach, expect, test } from "bun:test";
import { blobFile } from "../../../src/web/engine/blob-file.ts";
import { Faults } from "../../../src/web/engine/faults.ts";
import type { ChosenLibrary } from "../../../src/web/engine/library.ts";
import type { EngineNews } from "../../../src/web/engine/messages.ts";

const MIB = 1024 * 1024;
const Native = globalThis.ArrayBuffer;

afterEach(() => {
  globalThis.ArrayBuffer = Native;
});

/** A file of zeros whose reader fills whatever it is given, as Chromium's does. */
function zeros(size: number): File {
  let left = size;
  const read = async (view: Uint8Array) => {
    const value = view.subarray(0, Math.min(view.length, left));
    left -= value.length;
    return { value, done: value.length === 0 };
  };
  return { size, stream: () => ({ getReader: () => ({ read, cancel: async () => {} }) }) } as unknown as File;
}

/** A file as a browser has it that went away or changed after it was chosen; @param streams whether it can be streamed */
function spoilt(name: "NotFoundError" | "NotReadableError" | "AbortError", streams: boolean): File {
  return {
    size: 100,
    stream: () => {
      if (!streams) throw new TypeError("no byob");
      return new ReadableStream({ type: "bytes", pull: () => Promise.reject(new TypeError("network error")) });
    },
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("the browser's own words", name)) }),
  } as unknown as File;
}

const message = (reading: unknown) =>
  Promise.resolve(reading).then(
    () => "read",
    (error: Error) => error.message,
  );

test("what became of a file is said, however it is read", async () => {
  for (const [name, said] of [
    ["NotFoundError", "it is gone"],
    ["NotReadableError", "it changed since it was chosen"],
    ["AbortError", "the browser's own words"],
  ] as const) {
    for (const streams of [true, false]) {
      const file = blobFile(spoilt(name, streams));
      const run = await file.open();
      expect([name, streams, await message(run.next())]).toEqual([name, streams, said]);
      expect(await run.close()).toBeNull();
      expect(await message(file.slice(0, 10))).toBe(said);
    }
  }
});

test("a file is read whole, and a slice of it is whole or an error", async () => {
  const file = blobFile(new File([Uint8Array.from({ length: 3 << 20 }, (_, i) => i % 251)], "x"));
  const run = await file.open();
  const read: Uint8Array[] = [];
  for (let bytes = await run.next(); bytes !== null; bytes = await run.next()) read.push(bytes.slice());
  const whole = Buffer.concat(read);
  expect([whole.length, whole.every((byte, i) => byte === i % 251)]).toEqual([3 << 20, true]);
  expect([...(await file.slice(250, 3))]).toEqual([250, 0, 1]);
  expect(await message(file.slice((3 << 20) - 1, 2))).toBe("it has become shorter");
});

test("a file that cannot be read to choose it is named, once", async () => {
  const told: EngineNews[] = [];
  const faults = new Faults({
    library: { path: (local: number) => `media/${local}` } as unknown as ChosenLibrary,
    tell: (news) => told.push(news),
  });
  const file = faults.watch(7, blobFile(spoilt("NotFoundError", true)));
  for (let time = 0; time < 2; time++) expect(await message(file.slice(0, 1))).toBe("it is gone");
  faults.note(7, "again");
  expect(told).toEqual([{ type: "problem", message: "media/7: it is gone" }]);
});

test("a file is read into one buffer, and a collection is asked for every 256 reads, whatever the number of files", async () => {
  const made: number[] = [];
  globalThis.ArrayBuffer = class extends Native {
    constructor(length: number) {
      made.push(length / MIB);
      // Nobody looks at the large ones.
      super(length > MIB ? 0 : length);
    }
  } as ArrayBufferConstructor;
  let read = 0;
  for (const size of [200 * MIB, 400 * MIB]) {
    const run = await blobFile(zeros(size)).open();
    for (let bytes = await run.next(); bytes !== null; bytes = await run.next()) read += bytes.length;
    await run.close();
  }
  expect(read).toBe(600 * MIB);
  expect(made).toEqual([1, 1, 64, 64]);
});

import { expect, spyOn, test } from "bun:test";
import { streamBody } from "../../../src/http/request/body-stream.ts";

const PATIENT = { idleMs: 60_000, graceMs: 60_000, bytesPerSecond: 1 };

/** Reads a body; answers how much came and the error that ended it. */
async function read(body: ReadableStream<Uint8Array> | null, limit = 1000, timeouts = PATIENT, headers = {}) {
  const init = body ? { method: "POST", body, headers } : { method: "POST", headers };
  const request = new Request("http://x.example/", init as RequestInit);
  let counted = 0;
  let length = 0;
  const onBytes = (bytes: number) => {
    counted += bytes;
  };
  try {
    for await (const chunk of streamBody(request, limit, onBytes, timeouts)) length += chunk.length;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { length, counted, code, message };
  }
  return { length, counted };
}

/** Gives so many chunks of 100 bytes and then what `then` says. */
function body(chunks: number, then: "end" | "break" | "silence"): ReadableStream<Uint8Array> & { cancelled?: boolean } {
  let left = chunks;
  const stream: ReadableStream<Uint8Array> & { cancelled?: boolean } = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(100));
      else if (then === "end") controller.close();
      else if (then === "break") controller.error(new Error("gone"));
      else return new Promise(() => {});
      return undefined;
    },
    cancel() {
      stream.cancelled = true;
    },
  });
  return stream;
}

test("everything that comes is given on", async () => {
  expect(await read(body(10, "end"))).toEqual({ length: 1000, counted: 1000 });
  expect(await read(null)).toEqual({ length: 0, counted: 0 });
});

test("beyond the limit it ends, at once where that is announced", async () => {
  const tooLarge = { code: "BODY_TOO_LARGE", message: "Maximum 950 bytes" };
  expect(await read(body(10, "end"), 950)).toEqual({ length: 900, counted: 1000, ...tooLarge });
  expect(await read(body(10, "end"), 950, PATIENT, { "content-length": "951" })).toMatchObject({
    length: 0,
    ...tooLarge,
  });
});

test("a body that breaks off, or is compressed, is no request", async () => {
  const message = "body: ended early";
  expect(await read(body(3, "break"))).toMatchObject({ length: 300, code: "INVALID_REQUEST", message });
  for (const encoding of ["gzip", "br", "identity, gzip"]) {
    expect(await read(body(3, "end"), 1000, PATIENT, { "content-encoding": encoding })).toMatchObject({
      length: 0,
      code: "INVALID_REQUEST",
    });
  }
  expect(await read(body(3, "end"), 1000, PATIENT, { "content-encoding": "Identity" })).toMatchObject({ length: 300 });
});

test("a sender that sends nothing more, or too little, is cut off", async () => {
  const slow = { code: "INVALID_REQUEST", message: "body: arrived too slowly, or not at all" };
  expect(await read(body(3, "silence"), 1000, { ...PATIENT, idleMs: 1 })).toMatchObject({ length: 300, ...slow });
  expect(await read(body(3, "silence"), 1000, { ...PATIENT, graceMs: 1, bytesPerSecond: 1e9 })).toMatchObject(slow);
  const silent = body(0, "silence");
  await read(silent, 1000, { ...PATIENT, idleMs: 1 });
  expect(silent.cancelled).toBe(true);
});

test("only the time of waiting for the sender counts against him, and each byte gives him more", async () => {
  let now = 0;
  using _ = spyOn(performance, "now").mockImplementation(() => now);
  using timer = spyOn(globalThis, "setTimeout");
  const chunks = body(4, "end").getReader();
  const read = async () => {
    const part = await chunks.read();
    now += 30;
    return part;
  };
  const request = { headers: new Headers(), body: { getReader: () => ({ read }) } } as unknown as Request;
  const timeouts = { idleMs: 1_200, graceMs: 1_000, bytesPerSecond: 1_000 };
  for await (const _part of streamBody(request, 1000, () => {}, timeouts)) {
    // What is done with it meanwhile takes its time.
    now += 1_000;
  }
  // A tenth of a second more for each 100 bytes, less what was waited, and never more than for no byte at all.
  expect(timer.mock.calls.map(([, ms]) => ms)).toEqual([1_000, 1_070, 1_140, 1_200, 1_200]);
});

import type { ByteRun, LocalFile } from "../../core/verify/local-file.ts";

/** Bytes read at a time into one buffer. */
const BUFFER_BYTES = 1024 * 1024;
/** Bytes of a slice: larger, since each costs the browser a question to another process. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** Reads between two collections. Each leaves 3 to 4 KiB, nearly all of it outside the heap by which V8 decides when to collect. */
const READS_PER_COLLECTION = 256;
let reads = 0;

/** Keeps streams from the collector: Chromium 156 collects one that only its own pending read holds, and the read never ends. */
const READING = new Set<ReadableStreamBYOBReader>();

/** A chosen file as verification reads it. The browser itself tells when it changed or went away since it was chosen. */
export function blobFile(file: File): LocalFile {
  return {
    size: file.size,
    open: () => byobRun(file) ?? sliceRun(file),
    async slice(offset, length) {
      const bytes = new Uint8Array(await explained(file.slice(offset, offset + length).arrayBuffer()));
      if (bytes.length < length) throw new Error("it has become shorter");
      return bytes;
    },
  };
}

/** Reads into one buffer, which keeps memory flat; null where the browser cannot. */
function byobRun(file: File): ByteRun | null {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = file.stream().getReader({ mode: "byob" });
  } catch {
    return null;
  }
  READING.add(reader);
  let buffer = new ArrayBuffer(BUFFER_BYTES);
  return {
    async next() {
      const reading = reader.read(new Uint8Array(buffer), { min: buffer.byteLength });
      const { value } = await reading.catch(async (error) => {
        // A stream says no more than "network error".
        await explained(file.slice(0, 1).arrayBuffer());
        throw error;
      });
      if (value === undefined || value.length === 0) return null;
      buffer = value.buffer;
      if (++reads % READS_PER_COLLECTION === 0) askForCollection();
      return value;
    },
    async close() {
      READING.delete(reader);
      await reader.cancel().catch(() => {});
      return null;
    },
  };
}

/** V8 collects once 64 MiB of buffers were made. Memory that nobody touches takes no room. */
function askForCollection(): void {
  new ArrayBuffer(64 * 1024 * 1024);
}

function sliceRun(file: File): ByteRun {
  let at = 0;
  return {
    async next() {
      if (at >= file.size) return null;
      const bytes = new Uint8Array(await explained(file.slice(at, at + SLICE_BYTES).arrayBuffer()));
      at += bytes.length;
      return bytes.length === 0 ? null : bytes;
    },
    close: () => null,
  };
}

async function explained<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { name } = error as Error;
    if (name === "NotReadableError") throw new Error("it changed since it was chosen");
    if (name === "NotFoundError") throw new Error("it is gone");
    throw error;
  }
}

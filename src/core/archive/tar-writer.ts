import { BLOCK } from "./tar-header.ts";

/** Longest name that a header itself holds. */
const MAX_PLAIN = 100;

/** What an entry says of its file besides its name and bytes. */
export interface TarAttributes {
  /** Permissions. */
  mode: number;
  /** Unix seconds. */
  modifiedAt: number;
}

const PLAIN: TarAttributes = { mode: 0o644, modifiedAt: 0 };

/** Two blocks of zeros end an archive. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);

/**
 * One file of a TAR archive (POSIX ustar; a pax record holds a name that is long or not ASCII). The same entries give the
 * same bytes: there is no owner in them, and no time unless it is given.
 * @param name path with `/` between its parts
 * @throws RangeError for a file of 8 GiB and more
 */
export function* tarEntry(
  name: string,
  bytes: Uint8Array,
  attributes: TarAttributes = PLAIN,
): Generator<Uint8Array, void> {
  const encoded = Buffer.from(name);
  const isPlain = encoded.length <= MAX_PLAIN && /^[\x20-\x7e]+$/.test(name);
  if (!isPlain) yield* entry(Buffer.from("pax"), pathRecord(encoded), "x", attributes);
  const short = isPlain ? encoded : Buffer.from(name.replace(/[^\x20-\x7e]/g, "_").slice(-MAX_PLAIN));
  yield* entry(short, bytes, "0", attributes);
}

function* entry(name: Buffer, bytes: Uint8Array, type: string, attributes: TarAttributes): Generator<Uint8Array, void> {
  yield header(name, bytes.length, type, attributes);
  if (bytes.length > 0) yield bytes;
  const rest = -bytes.length & (BLOCK - 1);
  if (rest > 0) yield TAR_END.subarray(0, rest);
}

function header(name: Buffer, size: number, type: string, { mode, modifiedAt }: TarAttributes): Uint8Array {
  if (size >= 8 ** 11) throw new RangeError(`a file of ${size} bytes: a TAR header takes less than 8 GiB`);
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0);
  block.write(octal(mode, 7), 100);
  for (const id of [108, 116]) block.write(octal(0, 7), id);
  block.write(octal(size, 11), 124);
  block.write(octal(modifiedAt, 11), 136);
  block.write(type, 156);
  block.write("ustar\x0000", 257, "latin1");
  // The sum takes its own field as spaces.
  block.fill(0x20, 148, 156);
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0`,
    148,
  );
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** `LENGTH path=NAME\n`, where the length counts its own digits. */
function pathRecord(name: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(" path="), name, Buffer.from("\n")]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

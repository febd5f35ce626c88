/** Bytes of a block: headers take one, contents are filled up to whole ones (POSIX pax, "ustar Interchange Format"). */
export const BLOCK = 512;

/** What a header block says. */
export interface TarHeader {
  name: Uint8Array;
  /** Bytes of content that follow; NaN where the field is no number. */
  size: number;
  /** The type flag: `0` and NUL are files, `x` and `g` pax records, `L` and `K` GNU's long names. */
  type: string;
}

/** True for a block of zeros: two of them end an archive. */
export function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Reads a header block; null where its checksum does not hold. */
export function readTarHeader(block: Uint8Array): TarHeader | null {
  if (!checksumHolds(block)) return null;
  const name = untilNul(block.subarray(0, 100));
  const isPosix = latin1(block.subarray(257, 263)) === "ustar\0";
  const prefix = isPosix ? untilNul(block.subarray(345, 500)) : new Uint8Array();
  return {
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from("/"), name]) : new Uint8Array(name),
    size: readNumber(block.subarray(124, 136)),
    type: String.fromCharCode(block[156] ?? 0),
  };
}

/** The sum of all bytes, its own field taken as spaces; old programs added them up as signed ones. */
function checksumHolds(block: Uint8Array): boolean {
  const said = readNumber(block.subarray(148, 156));
  let plain = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    plain += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return said === plain || said === signed;
}

/** Octal digits between spaces and NULs, or GNU's binary form, whose first bit is set. */
function readNumber(field: Uint8Array): number {
  const first = field[0] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const digits = latin1(field).replace(/\0.*$/s, "").trim();
  if (digits === "") return 0;
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function untilNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

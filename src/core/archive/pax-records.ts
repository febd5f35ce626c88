/** What counts of the pax records of one file (POSIX pax, "pax Extended Header"). */
export interface PaxRecords {
  path: Uint8Array | null;
  size: number | null;
  /** GNU's form of files with holes: the content is not what the file holds. */
  isSparse: boolean;
}

const SPACE = 0x20;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const WANTED = /^(?:path|size|GNU\.sparse\..{1,40})$/;

/** Reads records of the form `LENGTH KEY=VALUE\n`; null where they have not that form. The last one of a key counts. */
export function readPaxRecords(bytes: Uint8Array): PaxRecords | null {
  const records: PaxRecords = { path: null, size: null, isSparse: false };
  for (let start = 0; start < bytes.length; ) {
    const space = bytes.indexOf(SPACE, start);
    const digits = space < 0 || space - start > 10 ? "" : ascii(bytes.subarray(start, space));
    const end = start + (/^[1-9]\d*$/.test(digits) ? Number(digits) : 0);
    const equals = bytes.indexOf(EQUALS, space);
    if (end <= space || end > bytes.length || bytes[end - 1] !== LINE_FEED || equals < 0 || equals >= end) return null;
    const key = ascii(bytes.subarray(space + 1, Math.min(equals, space + 60)));
    if (WANTED.test(key) && !take(records, key, new Uint8Array(bytes.subarray(equals + 1, end - 1)))) return null;
    start = end;
  }
  return records;
}

function take(records: PaxRecords, key: string, value: Uint8Array): boolean {
  if (key === "path") records.path = value;
  else if (key === "size") {
    const size = /^\d{1,15}$/.test(ascii(value)) ? Number(ascii(value)) : null;
    if (size === null) return false;
    records.size = size;
  } else records.isSparse = true;
  return true;
}

function ascii({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

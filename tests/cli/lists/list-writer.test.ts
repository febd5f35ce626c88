import { describe, expect, test } from "bun:test";
import type { Io } from "../../../src/cli/io/io.ts";
import {
  bytesColumn,
  type Columns,
  countColumn,
  hashColumn,
  textColumn,
  timeColumn,
} from "../../../src/cli/lists/columns.ts";
import { ListWriter } from "../../../src/cli/lists/list-writer.ts";

interface Row {
  hash: string;
  size: number;
  seen: number | null;
  seeders: number | null;
  name: string;
}

const COLUMNS = {
  hash: hashColumn(({ hash }) => hash),
  size: bytesColumn(({ size }) => size),
  "last-seen": timeColumn(({ seen }) => seen),
  seeders: countColumn(({ seeders }) => seeders),
  name: textColumn(({ name }) => name),
} satisfies Columns<Row>;

const HASH = "0123456789abcdef0123456789abcdef01234567";
const ROWS: Row[] = [
  { hash: HASH, size: 2048, seen: Date.UTC(2026, 10, 20, 16, 15), seeders: 1234, name: "Night.Train" },
  { hash: HASH.replace("0", "f"), size: 1, seen: null, seeders: null, name: "電影🎬\u001b[31m" },
];
const NONE = { columns: [] as string[], null: false, json: false };

async function written(rows: Row[][], flags: Partial<typeof NONE>, columns: number | null = null) {
  let text = "";
  const bytes: number[] = [];
  const out = {
    isTerminal: columns !== null,
    columns: columns ?? 80,
    write: (more: string) => {
      text += more;
    },
    writeBytes: async (more: Uint8Array) => void bytes.push(...more),
    accepted: async () => {},
  };
  const list = new ListWriter({ out } as unknown as Io, COLUMNS, { ...NONE, ...flags });
  for (const page of rows) await list.write(page);
  return { text, bytes: new Uint8Array(bytes) };
}

describe("a table", () => {
  test("has names and the zone of times in its head, and is aligned as a terminal draws it", async () => {
    expect((await written([ROWS], {})).text.split("\n")).toEqual([
      `${"HASH".padEnd(40)}      SIZE  LAST SEEN (UTC)      SEEDERS  NAME`,
      `${HASH}  2.00 KiB  2026-11-20 16:15:00    1,234  Night.Train`,
      `${HASH.replace("0", "f")}       1 B  never                      ?  電影🎬\\x1b[31m`,
      "",
    ]);
    const [, ...lines] = (await written([ROWS], { columns: ["name", "size"] })).text.split("\n");
    expect(lines).toEqual(["Night.Train     2.00 KiB", "電影🎬\\x1b[31m       1 B", ""]);
  });

  test("has one head, whatever the number of pages, and nothing without a row", async () => {
    const { text } = await written([[], ROWS.slice(0, 1), ROWS.slice(1)], { columns: ["seeders", "name"] });
    expect(text).toBe("SEEDERS  NAME\n  1,234  Night.Train\n      ?  電影🎬\\x1b[31m\n");
    expect((await written([[]], {})).text).toBe("");
  });

  test("is cut to a narrow terminal: hashes to twelve digits, then the last column", async () => {
    const at = async (columns: number) => (await written([ROWS.slice(0, 1)], {}, columns)).text.split("\n")[1];
    expect(await at(200)).toBe(`${HASH}  2.00 KiB  2026-11-20 16:15:00    1,234  Night.Train`);
    expect(await at(80)).toBe("0123456789ab  2.00 KiB  2026-11-20 16:15:00    1,234  Night.Train");
    const long = [{ ...(ROWS[0] as Row), name: "電影".repeat(20) }];
    const [, cut = ""] = (await written([long], {}, 80)).text.split("\n");
    expect([Bun.stringWidth(cut) <= 80, cut.endsWith("電影…")]).toEqual([true, true]);
  });
});

describe("with --null", () => {
  test("entries are exact, with tabs in between, and end with NUL, on a terminal too", async () => {
    const { text, bytes } = await written([ROWS], { null: true }, 20);
    expect(text).toBe("");
    expect(new TextDecoder().decode(bytes).split("\0")).toEqual([
      `${HASH}\t2048\t2026-11-20T16:15:00.000Z\t1234\tNight.Train`,
      `${HASH.replace("0", "f")}\t1\t\t\t電影🎬\u001b[31m`,
      "",
    ]);
  });

  test("a name that is no UTF-8 has its own bytes", async () => {
    const rows = [{ ...(ROWS[0] as Row), name: "a\udcff\n" }];
    const { bytes } = await written([rows], { null: true, columns: ["name"] });
    expect([...bytes]).toEqual([0x61, 0xff, 0x0a, 0]);
  });
});

test.each([
  [{ null: true }, "--json and --null exclude each other"],
  [{ columns: ["name"] }, "--json and --columns exclude each other"],
])("JSON and %p is wrong usage", async (flags, message) => {
  await expect(written([], { json: true, ...flags })).rejects.toThrow(
    expect.objectContaining({ code: "USAGE", message }),
  );
});

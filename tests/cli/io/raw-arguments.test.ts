import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rawArguments, rawWorkingDirectory } from "../../../src/cli/io/raw-arguments.ts";
import { decodePath } from "../../../src/core/path-bytes.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const none = () => {
  throw new Error("ENOENT");
};

test("arguments that are no UTF-8 have the bytes that they were given with", () => {
  const read = () => bytes("reseeder\0scan\0--db\0x.db\0r\xff\xfe\0");
  expect(rawArguments(["scan", "--db", "x.db", "r\ufffd\ufffd"], read)).toEqual([
    "scan",
    "--db",
    "x.db",
    decodePath(bytes("r\xff\xfe")),
  ]);
});

test("others are left as they are, and so are all where the system does not tell", () => {
  expect(rawArguments(["scan", "é"], none)).toEqual(["scan", "é"]);
  expect(rawArguments(["r\ufffd"], none)).toEqual(["r\ufffd"]);
  // Those of another process, or more than are told.
  expect(rawArguments(["a", "r\ufffd"], () => bytes("b\0r\xff\0"))).toEqual(["a", "r\ufffd"]);
  expect(rawArguments(["a", "b", "r\ufffd"], () => bytes("r\xff\0"))).toEqual(["a", "b", "r\ufffd"]);
});

test("the character itself may be meant", () => {
  expect(rawArguments(["\ufffd"], () => new TextEncoder().encode("\ufffd\0"))).toEqual(["\ufffd"]);
});

test("the working directory may be no UTF-8", () => {
  expect(rawWorkingDirectory("/srv", none)).toBe("/srv");
  expect(rawWorkingDirectory("/r\ufffd", none)).toBe("/r\ufffd");
  expect(rawWorkingDirectory("/r\ufffd", () => bytes("/r\xff"))).toBe("/r\udcff");
});

test("a folder whose path is no UTF-8 is scanned, imported and given up", async () => {
  using dir = tree();
  const name = Buffer.concat([Buffer.from(`${dir.root}/r`), Buffer.of(0xff)]);
  mkdirSync(name);
  writeFileSync(Buffer.concat([name, Buffer.from("/a.torrent")]), plainTorrent("a", 5));
  const script = `d=$(printf 'r\\377'); R() { "$BUN" "$MAIN" "$@" --db x.db; }
    R scan "$d" && R torrents import "$d" && R torrents import "$d/a.torrent" && R paths remove "$d"`;
  const main = join(import.meta.dir, "../../../src/main.ts");
  const env = { ...process.env, BUN: process.execPath, MAIN: main };
  const child = Bun.spawn(["sh", "-c", script], { cwd: dir.root, env, stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("r\\xff removed");
});

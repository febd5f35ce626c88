import { expect, test } from "bun:test";
import { csvFields } from "../../../src/core/archive/csv-line.ts";
import { describeWith } from "../../support/needs.ts";

test.each([
  ["a,b,c", ["a", "b", "c"]],
  ["", [""]],
  [",", ["", ""]],
  ['"a","b"', ["a", "b"]],
  ['"a,b",c', ["a,b", "c"]],
  ['"a""b","",', ['a"b', "", ""]],
  ['x,"y"', ["x", "y"]],
  ['"a', null],
  ['"a"b,c', null],
  ['a"b,c', null],
  ['"a" ,b', null],
] as [string, string[] | null][])("%s", (line, fields) => {
  expect(csvFields(line)).toEqual(fields);
});

const python = Bun.which("python3");

describeWith(python !== null, "python3")("as Python's csv", () => {
  test("writes them", () => {
    const rows = [
      ["1", "aa"],
      ['a "b", c', ""],
      ['"', '""'],
      [" lead", "trail "],
      [",", "é😀"],
    ];
    const script = "import csv,sys,json\ncsv.writer(sys.stdout, lineterminator='\\n').writerows(json.load(sys.stdin))";
    const { stdout } = Bun.spawnSync([python ?? "", "-c", script], { stdin: Buffer.from(JSON.stringify(rows)) });
    expect(
      stdout
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => csvFields(line)),
    ).toEqual(rows);
  });

  test("strictly reads random lines", () => {
    const lines = Array.from({ length: 3000 }, (_, i) => {
      const hash = Bun.hash.wyhash(String(i));
      return Array.from({ length: 1 + (i % 9) }, (_, k) => 'a",'[Number((hash >> BigInt(2 * k)) % 3n)]).join("");
    });
    const script = `
import csv, sys, json
out = []
for line in json.load(sys.stdin):
    try: out.append(next(csv.reader([line], strict=True)))
    except csv.Error: out.append(None)
print(json.dumps(out))`;
    const { stdout } = Bun.spawnSync([python ?? "", "-c", script], { stdin: Buffer.from(JSON.stringify(lines)) });
    const theirs: (string[] | null)[] = JSON.parse(stdout.toString());
    const differing = lines.filter((line, i) => !Bun.deepEquals(csvFields(line), theirs[i] ?? null));
    // Python takes a quote inside of a field that began without one; RFC 4180 does not.
    expect(differing.filter((line) => !/(^|,)[^",]+"/.test(line))).toEqual([]);
    expect(differing.every((line) => csvFields(line) === null)).toBe(true);
  });
});

test("other separators, as Python's csv reads them", () => {
  const lines = ["a;b,c;", '"x;y";z', '"x\ty"\tz;', "\t"];
  for (const separator of [";", "\t"] as const) {
    const script = `import csv, json, sys
print(json.dumps([next(csv.reader([l], delimiter=sys.argv[1])) for l in json.loads(sys.argv[2])]))`;
    const { stdout } = Bun.spawnSync([
      "python3",
      "-c",
      script,
      separator,
      JSON.stringify(lines.filter((l) => !l.startsWith('"') || l.slice(5).startsWith(separator))),
    ]);
    const read = lines.filter((l) => !l.startsWith('"') || l.slice(5).startsWith(separator));
    expect(read.map((line) => csvFields(line, separator))).toEqual(JSON.parse(String(stdout)));
  }
});

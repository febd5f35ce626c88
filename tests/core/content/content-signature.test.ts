import { describe, expect, test } from "bun:test";
import { contentSignature, fullPath } from "../../../src/core/content/content-signature.ts";
import { testWith } from "../../support/needs.ts";

const FILES = [
  { path: "Subs/e1.srt", length: 3 },
  { path: "e1.mkv", length: 2 },
];

describe("Trackarr's content signature", () => {
  // Values that its own code gave for these files.
  test("is that of its own code", () => {
    const expected = "9a7601730b1ead368873db51754d4b89194cb2338b73be476f627436f4d9eccb";
    expect(contentSignature("Show.S01", FILES)).toBe(expected);
    expect(contentSignature("Show.S01", FILES.toReversed())).toBe(expected);
  });

  test("is another one with another root folder", () => {
    expect(contentSignature("Other.Root", FILES)).toStartWith("452953db");
  });

  test("is another one with another length or name", () => {
    const all = [FILES, [{ path: "Subs/e1.srt", length: 4 }, FILES[1]], [FILES[0], { path: "E1.mkv", length: 2 }]];
    const signatures = all.map((files) => contentSignature("Show.S01", files as typeof FILES));
    expect(new Set(signatures).size).toBe(3);
  });

  test("of a single file has its name alone", () => {
    expect(fullPath("movie.mkv", "")).toBe("movie.mkv");
    const plain = new Bun.CryptoHasher("sha256").update('[{"path":"movie.mkv","length":7}]').digest("hex");
    expect(contentSignature("movie.mkv", [{ path: "", length: 7 }])).toBe(plain);
  });
});

// Python sorts by code points and Unicode-normalizes with its own tables.
const PYTHON = `
import hashlib, json, sys, unicodedata
name, files = json.load(sys.stdin)
rows = [{"path": unicodedata.normalize("NFC", name + "/" + path), "length": length} for path, length in files]
rows.sort(key=lambda row: row["path"].encode("utf-16-be"))
text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
print(hashlib.sha256(text.encode()).hexdigest())
`;

testWith(Bun.which("python3") !== null, "python3")("is what Python makes of it, whatever the names", () => {
  const paths = [
    "a/b",
    "a b/c",
    'quo"te\\back',
    "tab\tnew\nline\u0001\u001f\u007f",
    "e\u0301te\u0301",
    "\u00e9t\u00e9 2",
    "\u2028\u2029",
    "\uff5e after the emoji by code units",
    "\u{1f600} before it",
    "Z",
    "a",
    "A",
    "\u1112\u1161\u11ab",
    "\u0130\u00df\ufb03",
  ];
  const files = paths.map((path, index): [string, number] => [path, index * 1_000_000_007_000]);
  const input = Buffer.from(JSON.stringify(["Ro\u0308ot", files]));
  const { stdout } = Bun.spawnSync(["python3", "-c", PYTHON], { stdin: input, env: { PYTHONIOENCODING: "utf-8" } });
  const ours = contentSignature(
    "Ro\u0308ot",
    files.map(([path, length]) => ({ path, length })),
  );
  expect(ours).toBe(stdout.toString().trim());
});

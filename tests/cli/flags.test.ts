import { describe, expect, test } from "bun:test";
import type { Flags } from "../../src/cli/command.ts";
import { asksDebug, hostFlag, parseFlags, suggest, wholeNumber } from "../../src/cli/flags.ts";

const ARGS = {
  db: { type: "string", variable: true, default: "reseeder.db" },
  json: { type: "boolean", variable: true },
  yes: { type: "boolean" },
  "min-size": { type: "string", alias: "m" },
  help: { type: "boolean", alias: "h" },
} as const satisfies Flags;
const OFF = { json: false, yes: false, minSize: undefined, help: false };

const parse = (given: string[], env: Record<string, string> = {}) => parseFlags(given, ARGS, env);

describe("flags", () => {
  test.each<[string[], Record<string, unknown>, string[]]>([
    [[], {}, []],
    [["a", "b"], {}, ["a", "b"]],
    [["--json", "a"], { json: true }, ["a"]],
    [["a", "--db", "x.db", "b"], { db: "x.db" }, ["a", "b"]],
    [["--db=x=y.db"], { db: "x=y.db" }, []],
    [["-m", "5", "-h"], { minSize: "5", help: true }, []],
    [["--db", "-"], { db: "-" }, []],
    [["-", "x"], {}, ["-", "x"]],
    [["--json", "--", "--db", "-x"], { json: true }, ["--db", "-x"]],
    [["--db", "1", "--db", "2"], { db: "2" }, []],
  ])("%p", (given, flags, operands) => {
    expect(parse(given)).toEqual({ flags: { db: "reseeder.db", ...OFF, ...flags }, operands, ignored: [] });
  });

  test.each([
    [["--jsn"], "Unknown flag --jsn; did you mean --json?"],
    [["--frobnicate"], "Unknown flag --frobnicate"],
    [["-x"], "Unknown flag -x"],
    [["-json"], "Unknown flag -json; did you mean --json?"],
    [["--m", "5"], "Unknown flag --m"],
    [["--json=1"], '--json takes no value, got "1"'],
    [["--db"], "--db needs a value"],
    [["--db="], '--db needs a value, got ""'],
    [["--db", ""], '--db needs a value, got ""'],
    [["-m", ""], '-m needs a value, got ""'],
  ])("%p is wrong usage", (given, message) => {
    expect(() => parse(given)).toThrow(
      expect.objectContaining({ code: "USAGE", exitCode: 2, message: expect.stringContaining(message) }),
    );
  });
});

test("a flag that may be repeated is a list, and a switch that is on by default is turned off", () => {
  const args = {
    link: { type: "string", many: true },
    report: { type: "boolean", default: true },
    partial: { type: "enum", options: ["copy"], bare: "write" },
  } as const satisfies Flags;
  const parse = (...given: string[]) => parseFlags(given, args, {});
  expect(parse().flags).toEqual({ link: [], report: true, partial: undefined });
  expect(parse("--link", "a", "--link=--no-report", "--partial", "x")).toMatchObject({
    flags: { link: ["a", "--no-report"], report: true, partial: "write" },
    operands: ["x"],
  });
  expect(parse("--no-report", "--partial", "copy").flags).toEqual({ link: [], report: false, partial: "copy" });
  expect(() => parse("--report")).toThrow("Unknown flag --report");
  expect(() => parse("--no-link")).toThrow("Unknown flag --no-link");
});

describe("environment", () => {
  test("stands for a flag that has a variable and is not given; an empty variable stands for nothing", () => {
    expect(parse([], { RESEEDER_DB: "env.db" }).flags).toEqual({ ...OFF, db: "env.db" });
    expect(parse(["--db", "flag.db"], { RESEEDER_DB: "env.db" }).flags.db).toBe("flag.db");
    expect(parse([], { RESEEDER_DB: "" }).flags.db).toBe("reseeder.db");
    for (const [text, on] of [
      ["1", true],
      ["TRUE", true],
      ["yes", true],
      ["0", false],
      ["off", false],
    ] as const) {
      expect(parse([], { RESEEDER_JSON: text }).flags.json).toBe(on);
    }
    expect(() => parse([], { RESEEDER_JSON: "maybe" })).toThrow('RESEEDER_JSON: expected 1 or 0, got "maybe"');
  });

  test("does not count for any other flag, and what is set in vain is named", () => {
    const env = { RESEEDER_YES: "1", RESEEDER_MIN_SIZE: "7", RESEEDER_HELP: "1", RESEEDER_DB: "" };
    expect(parse([], env)).toEqual({
      flags: { ...OFF, db: "reseeder.db" },
      operands: [],
      ignored: ["yes", "min-size"],
    });
    expect(parse(["--yes", "-m", "5"], env).ignored).toEqual([]);
    expect(parse([], { RESEEDER_YES: "", RESEEDER_MIN_SIZE: "" }).ignored).toEqual([]);
  });

  test("asks for the places of errors before flags are read", () => {
    expect([{}, { RESEEDER_DEBUG: "" }, { RESEEDER_DEBUG: "0" }].map((env) => asksDebug(["x"], env))).toEqual([
      false,
      false,
      false,
    ]);
    expect([asksDebug([], { RESEEDER_DEBUG: "true" }), asksDebug(["--debug"], {})]).toEqual([true, true]);
  });
});

test("whole numbers within their range and nothing else", () => {
  expect([wholeNumber("port", "0", 0, 65_535), wholeNumber("port", "65535", 0, 65_535)]).toEqual([0, 65_535]);
  for (const text of ["-1", "65536", "", " 1", "1.5", "1e3", "0x10", "x", "9".repeat(20)]) {
    expect(() => wholeNumber("port", text, 0, 65_535)).toThrow(
      `--port: expected a whole number from 0 to 65535, got ${JSON.stringify(text)}`,
    );
  }
});

test("an address has no brackets", () => {
  expect(["[::1]", "::1", "127.0.0.1", "[x"].map((host) => hostFlag(host, "/srv"))).toEqual([
    "::1",
    "::1",
    "127.0.0.1",
    "[x",
  ]);
});

test("suggests what is near and only that", () => {
  const known = ["scan", "serve", "stats", "inspect"];
  expect(["scna", "sttas", "inspct", "Serve", "scans"].map((word) => suggest(word, known))).toEqual([
    "scan",
    "stats",
    "inspect",
    "serve",
    "scan",
  ]);
  expect(["x", "restore", ""].map((word) => suggest(word, known))).toEqual([undefined, undefined, undefined]);
});

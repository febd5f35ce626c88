import { describe, expect, test } from "bun:test";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
import { VERSION } from "../../../src/core/version.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

describe("help", () => {
  test("names every command on stdout", async () => {
    using dir = tree();
    for (const args of [["--help"], ["-h"], ["help"]]) {
      const { code, out, err } = await run(args, { cwd: dir.root });
      expect([code, err]).toEqual([0, ""]);
      for (const [name, { description }] of Object.entries(COMMANDS)) {
        expect(out).toContain(name);
        expect(out).toContain(description);
      }
      expect(out).toContain("Exit codes:");
      expect(out).not.toContain("\x1b");
    }
  });

  test("without a command is wrong usage, on stderr", async () => {
    using dir = tree();
    const { code, out, err } = await run([], { cwd: dir.root });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("scan");
  });

  test.each(Object.keys(COMMANDS))("of %s tells its flags with their variables, and examples", async (name) => {
    using dir = tree();
    const [direct, asked] = [
      await run([name, "--help"], { cwd: dir.root }),
      await run(["help", name], { cwd: dir.root }),
    ];
    expect(asked).toEqual(direct);
    expect([direct.code, direct.err]).toEqual([0, ""]);
    expect(direct.out).toContain(`reseeder ${name}`);
    expect(direct.out).toContain("[$RESEEDER_DEBUG]");
    expect(direct.out).toContain("Examples:");
    expect(direct.out.split("\n").filter((line) => line.trimEnd() !== line && line.trim() === "")).toEqual([]);
  });
});

test.each([["--version"], ["-V"]])("%s", async (flag) => {
  const { code, out } = await run([flag], { cwd: "/" });
  expect(code).toBe(0);
  expect(out).toStartWith(`reseeder ${VERSION} (`);
});

describe("wrong usage", () => {
  test.each([
    [["scn"], 'Unknown command "scn"; did you mean scan?', "reseeder --help"],
    [["constructor"], 'Unknown command "constructor"', "reseeder --help"],
    [["gui"], 'Unknown command "gui"; did you mean tui?', "reseeder --help"],
    [["--json", "stats"], "Flag --json stands before the command; flags follow it", "reseeder stats --json"],
    [
      ["torrents", "--json", "list"],
      "Flag --json stands before the command; flags follow it",
      "reseeder torrents list --json",
    ],
    [["--frob"], "Unknown flag --frob", "reseeder --help"],
    [["--versoin"], "Unknown flag --versoin; did you mean --version?", "reseeder --help"],
    [["--gui"], "tui is a command, not a flag: got --gui", "reseeder tui"],
    [["--scan", "t"], "scan is a command, not a flag: got --scan", "reseeder scan"],
    [["--stats"], "stats is a command, not a flag: got --stats", "reseeder stats"],
    [["--serve"], "serve is a command, not a flag: got --serve", "reseeder serve"],
    [["--watch=x"], "watch is a command, not a flag: got --watch=x", "reseeder watch"],
    [["torrents", "lst"], 'Unknown command "lst"; did you mean list?', "reseeder torrents --help"],
    [["stats", "--frob"], "Unknown flag --frob", "reseeder stats --help"],
    [["match", "undo", "--frob"], "Unknown flag --frob", "reseeder match undo --help"],
    [["serve", "--port", "x"], '--port: expected a whole number from 0 to 65535, got "x"', "reseeder serve --help"],
    [["stats", "extra"], 'Unexpected argument "extra"', "reseeder stats --help"],
    [["inspect"], "FILE… is missing", "reseeder inspect --help"],
    [["settings", "set"], "KEY and VALUE are missing", "reseeder settings set --help"],
    [["settings", "set", "backup_dir"], "VALUE is missing", "reseeder settings set --help"],
    [["settings", "set", "-x"], "Unknown flag -x", "reseeder settings set --help"],
    [["help", "nothing"], 'No command or topic "nothing"', "reseeder help"],
  ])("%p says what and what to try", async (args, message, hint) => {
    using dir = tree();
    const { code, out, err } = await run(args, { cwd: dir.root });
    expect([code, out]).toEqual([2, ""]);
    const [first, second] = err.split("\n");
    expect(first).toBe(`reseeder: ${message}`);
    expect(second).toBe(`Try: ${hint}`);
  });
});

describe("an error nobody foresaw", () => {
  const clock = () => {
    throw new TypeError("the clock is gone");
  };

  test("is one line without a stack, and with --debug the stack", async () => {
    using dir = tree({ "t/x": "" });
    const { code, err } = await run(["scan", "t"], { cwd: dir.root, clock });
    expect(code).toBe(1);
    expect(err.replace(/^Created the database .*\n/, "")).toBe(
      "reseeder: unexpected TypeError: the clock is gone\nTry: run the command again with --debug and report the output.\n",
    );
    for (const [args, env] of [
      [["scan", "t", "--debug"], {}],
      [["scan", "t"], { RESEEDER_DEBUG: "1" }],
    ] as const) {
      const shown = await run(args, { cwd: dir.root, clock, env });
      expect(shown.err).toMatch(/^ {4}at /m);
    }
  });

  test("a foreseen one has its stack with --debug too", async () => {
    using dir = tree();
    const plain = await run(["scan"], { cwd: dir.root });
    expect(plain.err).not.toMatch(/^ {4}at /m);
    expect((await run(["scan", "--debug"], { cwd: dir.root })).err).toMatch(/^ {4}at /m);
  });
});

import { expect, test } from "bun:test";
import { readSecretText, requireSecretText } from "../../../src/work/runtime/secret-text.ts";
import { tree } from "../../support/tree.ts";

const read = (env: Record<string, string | undefined>) => requireSecretText(env, "KEY", "TRACKER_DSN");

test("a secret comes from the variable or from the file that is named, and where is said", () => {
  using dir = tree({ key: "s3cret\n" });
  const file = dir.path("key");
  expect(read({ KEY: "s3cret", KEY_FILE: "" })).toEqual({ text: "s3cret", where: "KEY" });
  expect(read({ KEY: "", KEY_FILE: file })).toEqual({ text: "s3cret", where: `KEY_FILE (${file})` });
  expect(readSecretText({ KEY_FILE: "key" }, "KEY", "USAGE", dir.root)?.where).toBe(`KEY_FILE (${file})`);
  expect(readSecretText({ KEY: "" }, "KEY", "USAGE")).toBe(null);
});

test("the file is read anew each time", async () => {
  using dir = tree({ key: "old" });
  const env = { KEY_FILE: dir.path("key") };
  expect(read(env).text).toBe("old");
  await Bun.write(env.KEY_FILE, "new");
  expect(read(env).text).toBe("new");
});

test("none, two, and a file that holds none are told apart, with nothing of the secret", () => {
  using dir = tree({ long: "s3cret".repeat(2731), largest: "x".repeat(16_384) });
  const long = dir.path("long");
  const problem = (env: Record<string, string>) => {
    try {
      return read(env).text.length;
    } catch (error) {
      return error;
    }
  };
  const cases: [env: Record<string, string>, message: string][] = [
    [{}, "Neither KEY nor KEY_FILE is set"],
    [{ KEY: "s3cret", KEY_FILE: long }, "Both KEY and KEY_FILE are set"],
    [{ KEY_FILE: dir.path("gone") }, `KEY_FILE: cannot read ${dir.path("gone")}: no such file or directory`],
    [{ KEY_FILE: dir.root }, expect.stringContaining(`KEY_FILE: cannot read ${dir.root}: it is a folder`)],
    [{ KEY_FILE: long }, `KEY_FILE: ${long} is longer than 16384 bytes`],
  ];
  for (const [env, message] of cases) expect(problem(env)).toMatchObject({ code: "TRACKER_DSN", message });
  expect(problem({ KEY_FILE: dir.path("largest") })).toBe(16_384);
});

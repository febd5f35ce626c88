import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { renderDocument } from "../../../src/cli/help/document.ts";
import { topicOf, topics } from "../../../src/cli/help/topics.ts";
import { runPager } from "../../../src/cli/io/pager.ts";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

const DOCS = join(import.meta.dir, "../../../docs");
const FILES = [...new Bun.Glob("*.md").scanSync({ cwd: DOCS })].map((name) => name.replace(/\.md$/, "")).sort();

test("help lists every command and every document, none under a name that the other has", async () => {
  const { code, out, err } = await run(["help"], { cwd: "/" });
  expect([code, err]).toEqual([0, ""]);
  const names = (await topics()).map(({ name }) => name);
  expect(names).toEqual(FILES.map(topicOf).sort());
  expect(names.filter((name) => Object.hasOwn(COMMANDS, name))).toEqual([]);
  for (const name of [...names, ...Object.keys(COMMANDS)]) expect(out).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
});

test.each(FILES)("help shows docs/%s.md, prose within 80 columns", async (file) => {
  const { code, out, err } = await run(["help", topicOf(file)], { cwd: "/" });
  expect([code, err]).toEqual([0, ""]);
  const heading = ((await Bun.file(join(DOCS, `${file}.md`)).text()).split("\n")[0] ?? "").slice(2).replaceAll("`", "");
  expect(out).toStartWith(`${heading}\n`);
  expect(out).not.toMatch(/<!--|!\[|\]\(|\.md \(|[ \t]\n/);
  expect(out).not.toContain("\x1b");
  const wide = out.split("\n").filter((line) => line.length > 80 && !line.startsWith("    "));
  expect(wide).toEqual([]);
});

describe("a document", () => {
  test("is as wide as the terminal, up to 80 columns", async () => {
    for (const [columns, most] of [
      [60, 60],
      [200, 80],
    ] as const) {
      const { out } = await run(["help", "swarm"], { cwd: "/", terminal: columns });
      const prose = out.split("\n").filter((line) => !line.startsWith("    "));
      const widest = Math.max(...prose.map(({ length }) => length));
      expect([columns, widest > most - 8, widest <= most]).toEqual([columns, true, true]);
    }
  });

  test("leads to other topics, and has its code indented", () => {
    const text = [
      "See [match.md](match.md#x), [the JSON](json.md), [a site](https://example.org) and [below](#below).",
      "",
      "```sh",
      "reseeder scan",
      "",
      "| x",
      "```",
      "",
      "<!-- hidden -->",
      "![picture](page.png)",
    ].join("\n");
    expect(renderDocument(text, 200)).toBe(
      "See reseeder help matching, the JSON (reseeder help json), a site (https://example.org) and below.\n\n" +
        "    reseeder scan\n\n    | x\n",
    );
  });

  test("is shown by PAGER on a terminal only, and printed where that fails", async () => {
    const shown: string[] = [];
    const pager = (works: boolean) => async (command: string, text: string) => {
      shown.push(command, text.split("\n")[0] ?? "");
      return works;
    };
    const env = { PAGER: "less -R" };
    const paged = await run(["help", "page"], { cwd: "/", terminal: 80, env, pager: pager(true) });
    expect([paged.out, shown]).toEqual(["", ["less -R", "The page for users"]]);
    const failed = await run(["help", "page"], { cwd: "/", terminal: 80, env, pager: pager(false) });
    expect(failed.out).toStartWith("The page for users\n");
    shown.length = 0;
    const piped = await run(["help", "page"], { cwd: "/", env, pager: pager(true) });
    const without = await run(["help", "page"], { cwd: "/", terminal: 80, pager: pager(true) });
    expect([piped.out, without.out, shown]).toEqual([failed.out, failed.out, []]);
  });

  test.skipIf(process.platform === "win32")("goes to a real program whole", async () => {
    using dir = tree();
    const text = "long line\n".repeat(100_000);
    expect(await runPager(`cat > '${dir.path("shown")}'`, text)).toBe(true);
    expect(await Bun.file(dir.path("shown")).text()).toBe(text);
    expect(await runPager("exit 3", text)).toBe(false);
  });
});

test("help of a command leads to the document of its name", async () => {
  for (const args of [
    ["help", "match"],
    ["match", "--help"],
  ]) {
    const { out } = await run(args, { cwd: "/" });
    expect(out).toEndWith("\nSee also: reseeder help matching\n");
  }
  expect((await run(["help", "match", "undo"], { cwd: "/" })).out).not.toContain("See also");
});

test.each([
  [["operatons"], 'No command or topic "operatons"; did you mean operations?', "reseeder help"],
  [["operations", "x"], 'No command or topic "operations x"; did you mean operations?', "reseeder help"],
  [["torrents", "lst"], 'Unknown command "lst"; did you mean list?', "reseeder torrents --help"],
])("help %p is wrong usage", async (words, message, hint) => {
  const { code, out, err } = await run(["help", ...words], { cwd: "/" });
  expect([code, out, err]).toEqual([2, "", `reseeder: ${message}\nTry: ${hint}\n`]);
});

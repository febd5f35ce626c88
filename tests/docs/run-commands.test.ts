import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { commandsIn, type DocumentCommand } from "../support/document-commands.ts";
import { DocumentWorld } from "../support/document-world.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";
import { ROOT } from "../support/root.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

/** What cannot run here, by the beginning of its line, and why. */
const NOT_RUN: readonly [start: string, why: string][] = [
  ["serve", "runs until it is stopped; tests/binary starts it"],
  ["tui", "needs a terminal; tests/binary/tui.test.ts has one"],
  ["match", "needs a server and a client; tests/binary/match-session.test.ts has them"],
  ["scrape", "needs a tracker; tests/cli/commands/scrape.test.ts has one"],
  ["tracker check", "needs the tracker's database; tests/cli/commands/tracker has one"],
  ["tracker sync", "the same"],
];
/** Exit codes that are right here besides 0, by the beginning of the line. */
const ENDS: readonly [start: string, code: number, why: string][] = [["doctor", 4, "it has something to advise"]];

/** Needs an answer, which the test gives. */
const YES = /^wipe (?:users|everything)(?!.* --yes)/;

const DOCUMENTS = ["README.md", ...new Bun.Glob("docs/*.md").scanSync({ cwd: ROOT })].sort();

const said = ({ words }: DocumentCommand) => words.join(" ");
/** Units go where the machine has its own. */
const INSTALLS = /^service install(?!.* --out)/;
const isRun = (command: DocumentCommand) =>
  !command.isInline &&
  !INSTALLS.test(said(command)) &&
  !NOT_RUN.some(([start]) => `${said(command)} `.startsWith(`${start} `));

describe.each(DOCUMENTS)("%s", (path) => {
  test("has commands that do what they are to, one after the other", async () => {
    const commands = commandsIn(await Bun.file(join(ROOT, path)).text()).filter(isRun);
    if (commands.length === 0) return;
    using world = await DocumentWorld.create();
    const wrong: unknown[] = [];
    for (const command of commands) {
      const { code, err } = await world.run(command, ...(YES.test(said(command)) ? ["--yes"] : []));
      const right = ENDS.find(([start]) => said(command).startsWith(start))?.[1] ?? 0;
      if (code !== right) wrong.push([command.line, code, err]);
    }
    expect(wrong).toEqual([]);
  });
});

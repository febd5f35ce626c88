import { join } from "node:path";
import { bashCompletions } from "../../src/cli/completions/bash.ts";
import { commandTree } from "../../src/cli/completions/command-tree.ts";
import { fishCompletions } from "../../src/cli/completions/fish.ts";
import { zshCompletions } from "../../src/cli/completions/zsh.ts";
import { COMMANDS } from "../../src/cli/program/commands.ts";
import { isoTime } from "../../src/core/iso-time.ts";
import { ROOT } from "../build.ts";
import { manPage } from "../man.ts";
import type { ReleaseFile } from "./archive.ts";
import { thirdPartyNotices } from "./notices.ts";

/**
 * What every archive of a release holds beside the program: licenses, documents, the manual page, completions.
 * @param date Unix seconds
 */
export async function contents({ version, date }: { version: string; date: number }): Promise<ReleaseFile[]> {
  const read = async (path: string): Promise<ReleaseFile> => {
    return { path, bytes: await Bun.file(join(ROOT, path)).bytes() };
  };
  const documents = ["LICENSE", "*.md", "docs/*"].flatMap((glob) => [...new Bun.Glob(glob).scanSync({ cwd: ROOT })]);
  const tree = await commandTree(COMMANDS);
  const written: Record<string, string> = {
    "THIRD-PARTY-NOTICES.txt": await thirdPartyNotices(),
    "reseeder.1": await manPage({ version, date: isoTime(date * 1000).slice(0, 10) }),
    "completions/reseeder.bash": bashCompletions(tree),
    "completions/_reseeder": zshCompletions(tree),
    "completions/reseeder.fish": fishCompletions(tree),
  };
  return [
    ...(await Promise.all(documents.map(read))),
    ...Object.entries(written).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
  ];
}

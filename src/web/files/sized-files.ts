import type { ChosenFile } from "../engine/chosen-file.ts";

/** A File's size is a question to the browser's own process, for which the page stands still: so many, then a pause. */
const AT_A_TIME = 100;

/**
 * Files of `<input webkitdirectory>` or of a drop with their sizes, read in small parts so that the page stays free.
 * @param onProgress told how many have their size
 */
export async function sizedFiles(
  files: readonly { file: File; path: string }[],
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<ChosenFile[]> {
  const sized: ChosenFile[] = [];
  for (let start = 0; start < files.length && !signal.aborted; start += AT_A_TIME) {
    for (const { file, path } of files.slice(start, start + AT_A_TIME)) {
      const cut = path.lastIndexOf("/");
      const folder = cut < 0 ? "" : path.slice(0, cut);
      sized.push({ folder, name: file.name, size: file.size, file });
    }
    onProgress(sized.length);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return sized;
}

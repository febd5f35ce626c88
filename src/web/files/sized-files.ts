import type { ChosenFile } from "../engine/chosen-file.ts";

/** A File's size is a question to the browser's own process, for which the page stands still: so many, for so many milliseconds, then a pause. */
const AT_A_TIME = 100;
const FOR_AT_MOST = 25;

/** A file with its path from the chosen folder on. */
export interface PathFile {
  file: File;
  path: string;
}

/** The files of `<input webkitdirectory>`. */
export function* listedFiles(files: FileList): Generator<PathFile> {
  for (const file of files) yield { file, path: file.webkitRelativePath || file.name };
}

/**
 * Reads the sizes of files in parts so small that the page stays free.
 * @param onPart told the files of each part
 * @returns false where the signal ended it
 */
export async function sizeFiles(
  files: Iterable<PathFile>,
  onPart: (part: ChosenFile[]) => void,
  signal: AbortSignal,
): Promise<boolean> {
  let part: ChosenFile[] = [];
  let since = performance.now();
  for (const { file, path } of files) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    part.push({ folder, name: file.name, size: file.size, file });
    if (part.length < AT_A_TIME && performance.now() - since < FOR_AT_MOST) continue;
    onPart(part);
    part = [];
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return false;
    since = performance.now();
  }
  if (signal.aborted) return false;
  onPart(part);
  return true;
}

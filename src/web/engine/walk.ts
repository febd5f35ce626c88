import type { ChosenFile } from "./chosen-file.ts";

/** Handles asked at a time: more only wait for each other, fewer wait for the browser. */
const AT_A_TIME = 16;
const MAX_DEPTH = 64;

/** All files below directory handles, with their sizes. What cannot be read is told and left out. */
export async function* walkHandles(
  handles: readonly FileSystemDirectoryHandle[],
  signal: AbortSignal,
  onProblem: (message: string) => void,
): AsyncGenerator<ChosenFile> {
  const folders = handles.map((handle) => ({ handle, folder: handle.name, depth: 0 }));
  for (let next = folders.pop(); next !== undefined && !signal.aborted; next = folders.pop()) {
    const { handle, folder, depth } = next;
    let batch: { name: string; handle: FileSystemFileHandle }[] = [];
    try {
      for await (const [name, entry] of handle.entries()) {
        if (entry.kind === "directory") {
          if (depth === MAX_DEPTH) onProblem(`${folder}/${name}: too many folders within each other`);
          else
            folders.push({ handle: entry as FileSystemDirectoryHandle, folder: `${folder}/${name}`, depth: depth + 1 });
          continue;
        }
        batch.push({ name, handle: entry as FileSystemFileHandle });
        if (batch.length < AT_A_TIME) continue;
        yield* await filesOf(folder, batch, onProblem);
        batch = [];
      }
    } catch (error) {
      onProblem(`${folder}: ${(error as Error).message}`);
    }
    yield* await filesOf(folder, batch, onProblem);
  }
}

async function filesOf(
  folder: string,
  batch: readonly { name: string; handle: FileSystemFileHandle }[],
  onProblem: (message: string) => void,
): Promise<ChosenFile[]> {
  const files = await Promise.all(
    batch.map(async ({ name, handle }): Promise<ChosenFile | null> => {
      try {
        const file = await handle.getFile();
        return { folder, name, size: file.size, file };
      } catch (error) {
        onProblem(`${folder}/${name}: ${(error as Error).message}`);
        return null;
      }
    }),
  );
  return files.filter((file) => file !== null);
}

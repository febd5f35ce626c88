/** What was dropped: directory handles, which a worker walks, where the browser has them; else plain files. */
export interface Dropped {
  handles: FileSystemDirectoryHandle[];
  files: { file: File; path: string }[];
}

/** What the types of the DOM do not know yet. */
interface HandledItem extends DataTransferItem {
  getAsFileSystemHandle(): Promise<FileSystemHandle | null>;
}

const MAX_DEPTH = 64;

/**
 * Reads a drop. In a page that came without TLS the browser crashes when it is asked for handles (Chromium 156), so
 * there its older entries are walked.
 */
export async function readDrop(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const dropped: Dropped = { handles: [], files: [] };
  if (globalThis.isSecureContext && "getAsFileSystemHandle" in DataTransferItem.prototype) {
    // One that is gone by now must not cost the others.
    const handles = await Promise.all(
      items.map((item) => (item as HandledItem).getAsFileSystemHandle().catch(() => null)),
    );
    for (const handle of handles) {
      if (handle?.kind === "directory") dropped.handles.push(handle as FileSystemDirectoryHandle);
      else if (handle?.kind === "file") {
        const file = await (handle as FileSystemFileHandle).getFile().catch(() => null);
        if (file !== null) dropped.files.push({ file, path: file.name });
      }
    }
    return dropped;
  }
  const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  for (const entry of entries) await walkEntry(entry, "", 0, dropped.files);
  return dropped;
}

async function walkEntry(
  entry: FileSystemEntry,
  folder: string,
  depth: number,
  found: { file: File; path: string }[],
): Promise<void> {
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File | null>((resolve) =>
      (entry as FileSystemFileEntry).file(resolve, () => resolve(null)),
    );
    if (file !== null) found.push({ file, path });
    return;
  }
  if (depth === MAX_DEPTH) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (entries.length === 0) return;
    for (const inner of entries) await walkEntry(inner, path, depth + 1, found);
  }
}

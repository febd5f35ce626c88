import { fileKey, foldName } from "../content/names.ts";

/** One or several ids under a key, without an array for each of a hundred thousand. */
type Ids = number | number[];

/**
 * What a library holds: names, sizes and folders, found by size or by name. Made for hundreds of thousands of files:
 * folders are kept once, and keys are numbers.
 */
export class LibraryIndex {
  private readonly folders: string[] = [];
  private readonly folderIds = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly folderOf: number[] = [];
  private readonly sizes: number[] = [];
  private readonly sizeKeys = new Map<number, Ids>();
  private readonly nameKeys = new Map<number, Ids>();

  /** @param folder parts joined with `/`; @param size bytes; @returns the file's number, counted from 0 */
  add(folder: string, name: string, size: number): number {
    const id = this.names.push(name) - 1;
    let at = this.folderIds.get(folder);
    if (at === undefined) {
      at = this.folders.push(folder) - 1;
      this.folderIds.set(folder, at);
    }
    this.folderOf.push(at);
    this.sizes.push(size);
    put(this.sizeKeys, size, id);
    put(this.nameKeys, fileKey(name, 0), id);
    return id;
  }

  get length(): number {
    return this.names.length;
  }

  name(id: number): string {
    return this.names[id] as string;
  }

  folder(id: number): string {
    return this.folders[this.folderOf[id] as number] as string;
  }

  size(id: number): number {
    return this.sizes[id] as number;
  }

  /** Files of exactly this many bytes. */
  ofSize(size: number): readonly number[] {
    return listOf(this.sizeKeys.get(size));
  }

  /** Files with this name, upper and lower case and Unicode's forms being the same. */
  ofName(name: string): number[] {
    const folded = foldName(name);
    return listOf(this.nameKeys.get(fileKey(name, 0))).filter((id) => foldName(this.name(id)) === folded);
  }
}

function put(keys: Map<number, Ids>, key: number, id: number): void {
  const held = keys.get(key);
  if (held === undefined) keys.set(key, id);
  else if (typeof held === "number") keys.set(key, [held, id]);
  else held.push(id);
}

function listOf(ids: Ids | undefined): readonly number[] {
  if (ids === undefined) return [];
  return typeof ids === "number" ? [ids] : ids;
}

import { fileKey, foldName } from "../content/names.ts";
import { extensionOf, type Likeness, writtenKey } from "./same-name.ts";

/**
 * What a library holds: names, sizes and folders, found by size or by name. Made for hundreds of thousands of files:
 * folders are kept once, files with the same key are chained, and all that is compared often is a number.
 */
export class LibraryIndex {
  private readonly folders: string[] = [];
  private readonly folderIds = new Map<string, number>();
  /** For each folder the keys of its parts, the innermost first. */
  private readonly folderKeys: number[][] = [];
  private readonly names: string[] = [];
  private readonly folderOf: number[] = [];
  private readonly sizes: number[] = [];
  private readonly sameKeys: number[] = [];
  private readonly writtenKeys: number[] = [];
  private readonly extensions: number[] = [];
  private readonly extensionIds = new Map<string, number>();
  private readonly bySize = new Chains();
  private readonly byName = new Chains();

  /** @param folder parts joined with `/`; @param size bytes; @returns the file's number, counted from 0 */
  add(folder: string, name: string, size: number): number {
    const id = this.names.push(name) - 1;
    let at = this.folderIds.get(folder);
    if (at === undefined) {
      at = this.folders.push(folder) - 1;
      this.folderIds.set(folder, at);
      this.folderKeys.push(folder.split("/").reverse().map(writtenKey));
    }
    this.folderOf.push(at);
    this.sizes.push(size);
    const key = fileKey(name, 0);
    this.sameKeys.push(key);
    this.writtenKeys.push(writtenKey(name));
    const extension = extensionOf(name);
    const known = this.extensionIds.get(extension) ?? this.extensionIds.size;
    this.extensionIds.set(extension, known);
    this.extensions.push(known);
    this.bySize.add(size, id);
    this.byName.add(key, id);
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

  /** The number of a file's folder: equal for files that lie in one. */
  folderId(id: number): number {
    return this.folderOf[id] as number;
  }

  /** `writtenKey` of each part of the file's folder, the innermost first. */
  folderKeysOf(id: number): readonly number[] {
    return this.folderKeys[this.folderOf[id] as number] as number[];
  }

  size(id: number): number {
    return this.sizes[id] as number;
  }

  /** Files of exactly this many bytes, at most `most` of them. */
  ofSize(size: number, most = Number.POSITIVE_INFINITY): number[] {
    return this.bySize.of(size, most);
  }

  /** Files with this name, upper and lower case and Unicode's forms being the same. */
  ofName(name: string): number[] {
    const folded = foldName(name);
    return this.byName.of(fileKey(name, 0), 10_000).filter((id) => foldName(this.name(id)) === folded);
  }

  /** A number for the end of a name; -1 where no file of the library has that one. */
  extensionId(name: string): number {
    return this.extensionIds.get(extensionOf(name)) ?? -1;
  }

  /** As `likeness`, by keys alone: wrong for one pair of names in 10^14. */
  likenessOf(id: number, { same, written }: NameKeys): Likeness {
    return this.sameKeys[id] === same ? "same" : this.writtenKeys[id] === written ? "written" : "other";
  }

  /** True when the file's name ends as the other, from the last dot on. */
  endsAs(id: number, { extension }: NameKeys): boolean {
    return this.extensions[id] === extension;
  }

  /** What comparing needs of a torrent's file name. */
  keysOf(name: string): NameKeys {
    return { same: fileKey(name, 0), written: writtenKey(name), extension: this.extensionId(name) };
  }
}

/** A name as numbers. */
export interface NameKeys {
  same: number;
  written: number;
  extension: number;
}

/** Ids under keys: the newest in a map, and for each the one before it in a list. */
class Chains {
  private readonly heads = new Map<number, number>();
  private readonly previous: number[] = [];

  /** Ids come in order, from 0 on. */
  add(key: number, id: number): void {
    this.previous[id] = this.heads.get(key) ?? -1;
    this.heads.set(key, id);
  }

  of(key: number, most: number): number[] {
    const ids: number[] = [];
    for (let id = this.heads.get(key) ?? -1; id >= 0 && ids.length < most; id = this.previous[id] as number)
      ids.push(id);
    return ids.reverse();
  }
}

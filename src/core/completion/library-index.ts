import { fileKey, foldName } from "../content/names.ts";
import { Chains } from "./chains.ts";
import { Column } from "./column.ts";
import { FolderTree } from "./folder-tree.ts";
import { extensionOf, type Likeness, writtenKey } from "./same-name.ts";
import { TextTable } from "./text-table.ts";

/** Files with one name that are looked at. */
const MAX_OF_NAME = 10_000;

/**
 * What a library holds: names, sizes and folders, found by size or by name. Made for hundreds of thousands of files: all
 * of it stands in columns of numbers, some 100 bytes and the name for each file.
 */
export class LibraryIndex {
  private readonly folders = new FolderTree();
  private readonly names = new TextTable();
  private readonly folderOf = new Column(Int32Array);
  private readonly sizes = new Column(Float64Array);
  private readonly files = new Column(Int32Array);
  private readonly sameKeys = new Column(Float64Array);
  private readonly writtenKeys = new Column(Float64Array);
  private readonly extensions = new Column(Int32Array);
  private readonly extensionIds = new Map<string, number>();
  private readonly bySize = new Chains((id) => this.sizes.at(id));
  private readonly byName = new Chains((id) => this.sameKeys.at(id));

  /**
   * @param folder parts joined with `/`
   * @param size bytes
   * @param file what is known already of the same file, where this is another name of it (a hard link)
   * @returns the name's number, counted from 0
   */
  add(folder: string, name: string, size: number, file?: number): number {
    const id = this.names.push(name);
    this.files.push(file === undefined ? id : this.fileOf(file));
    this.folderOf.push(this.folders.idOf(folder));
    this.sizes.push(size);
    this.sameKeys.push(fileKey(name, 0));
    this.writtenKeys.push(writtenKey(name));
    const extension = extensionOf(name);
    const known = this.extensionIds.get(extension) ?? this.extensionIds.size;
    this.extensionIds.set(extension, known);
    this.extensions.push(known);
    this.bySize.add(size);
    this.byName.add(this.sameKeys.at(id));
    return id;
  }

  /** How many names there are. */
  get length(): number {
    return this.names.length;
  }

  /** The first name of the file that has this one: equal for names of one file. */
  fileOf(id: number): number {
    return this.files.at(id);
  }

  name(id: number): string {
    return this.names.at(id);
  }

  /** Parts joined with `/`. */
  folder(id: number): string {
    return this.folders.path(this.folderOf.at(id));
  }

  /** The number of the folder so many levels above the one that a file lies in: equal for files of one; -1 where there is none. */
  folderId(id: number, levels = 0): number {
    return this.folders.above(this.folderOf.at(id), levels);
  }

  /** How many of the folders above a file have the name that they should. @param due `writtenKey` of names, the innermost first */
  sharedFolders(id: number, due: readonly number[]): number {
    return this.folders.shared(this.folderOf.at(id), due);
  }

  size(id: number): number {
    return this.sizes.at(id);
  }

  /** Files of exactly this many bytes, at most `most` of them. */
  ofSize(size: number, most = Number.POSITIVE_INFINITY): number[] {
    return this.bySize.of(size, most);
  }

  /** Files with this name, upper and lower case and Unicode's forms being the same. */
  ofName(name: string): number[] {
    const folded = foldName(name);
    return this.byName.of(fileKey(name, 0), MAX_OF_NAME).filter((id) => foldName(this.name(id)) === folded);
  }

  /** As `likeness`, by keys alone: wrong for one pair of names in 10^14. */
  likenessOf(id: number, { same, written }: NameKeys): Likeness {
    return this.sameKeys.at(id) === same ? "same" : this.writtenKeys.at(id) === written ? "written" : "other";
  }

  /** True when the file's name ends as the other, from the last dot on. */
  endsAs(id: number, { extension }: NameKeys): boolean {
    return this.extensions.at(id) === extension;
  }

  /** What comparing needs of a torrent's file name. */
  keysOf(name: string): NameKeys {
    const extension = this.extensionIds.get(extensionOf(name)) ?? -1;
    return { same: fileKey(name, 0), written: writtenKey(name), extension };
  }
}

/** A name as numbers. */
export interface NameKeys {
  same: number;
  written: number;
  /** -1 where no file of the library ends so. */
  extension: number;
}

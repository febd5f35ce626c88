import { LibraryIndex } from "../../core/completion/library-index.ts";
import type { AskedFile } from "../../core/protocol/phases.ts";
import type { LocalFile } from "../../core/verify/local-file.ts";
import { blobFile } from "./blob-file.ts";
import type { ChosenFile } from "./chosen-file.ts";

/** The chosen files: found by name and size, read when needed. */
export class ChosenLibrary {
  readonly index = new LibraryIndex();
  bytes = 0;
  /** Files that were chosen, with those that have no bytes. */
  chosen = 0;
  private readonly files: File[] = [];

  add({ folder, name, size, file }: ChosenFile): void {
    this.chosen++;
    if (size === 0) return;
    this.index.add(folder, name, size);
    this.files.push(file);
    this.bytes += size;
  }

  get length(): number {
    return this.files.length;
  }

  /** The files that a server is asked about. */
  asked(minFileSize: number): AskedFile[] {
    const asked: AskedFile[] = [];
    for (let id = 0; id < this.length; id++) {
      const size = this.index.size(id);
      if (size >= minFileSize) asked.push({ name: this.index.name(id), size });
    }
    return asked;
  }

  file(id: number): LocalFile {
    return blobFile(this.files[id] as File);
  }

  /** Path below the chosen folder, for people. */
  path(id: number): string {
    const folder = this.index.folder(id);
    return folder === "" ? this.index.name(id) : `${folder}/${this.index.name(id)}`;
  }
}

import type { LocalFile } from "../../core/verify/local-file.ts";
import type { ChosenLibrary } from "./library.ts";
import type { EngineNews } from "./messages.ts";

/** Files that could not be read in a run; each is told once. */
export class Faults {
  private readonly noted = new Set<number>();

  constructor(private readonly run: { library: ChosenLibrary; tell: (news: EngineNews) => void }) {}

  note(local: number, message: string): void {
    if (this.noted.has(local)) return;
    this.noted.add(local);
    this.run.tell({ type: "problem", message: `${this.run.library.path(local)}: ${message}` });
  }

  /** A file whose single pieces are read to choose it: what fails there only makes it less likely, and would go unsaid. */
  watch(local: number, file: LocalFile): LocalFile {
    return {
      ...file,
      slice: async (offset, length) => {
        try {
          return await file.slice(offset, length);
        } catch (error) {
          this.note(local, (error as Error).message);
          throw error;
        }
      },
    };
  }
}

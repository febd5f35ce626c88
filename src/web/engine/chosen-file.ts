/** A file that was chosen, as the engine gets it. */
export interface ChosenFile {
  /** Folders from the chosen one on, with `/` between them; empty at the top. */
  folder: string;
  name: string;
  /** Bytes. */
  size: number;
  file: File;
}

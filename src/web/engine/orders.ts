/** A file that was chosen, as the engine gets it. */
export interface ChosenFile {
  /** Folders from the chosen one on, with `/` between them; empty at the top. */
  folder: string;
  name: string;
  /** Bytes. */
  size: number;
  file: File;
}

/** What the page tells the engine. */
export type EngineOrder =
  | { type: "walk"; handles: FileSystemDirectoryHandle[]; files: File[] }
  | { type: "start"; base: string; passkey: string | null; token: string | null; files: ChosenFile[] | null }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "stop" }
  | { type: "zip"; infoHashes: string[] }
  | { type: "torrent"; infoHash: string };

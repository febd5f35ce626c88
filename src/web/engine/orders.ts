import type { ChosenFile } from "./chosen-file.ts";

/** What the page tells the engine. */
export type EngineOrder =
  /** Forgets the files of before. */
  | { type: "choose" }
  /** Some files of those that were chosen: all of them in one message would keep the page from moving. */
  | { type: "add"; files: ChosenFile[] }
  | { type: "walk"; handles: FileSystemDirectoryHandle[] }
  | { type: "start"; base: string; passkey: string | null; token: string | null }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "stop" }
  | { type: "zip"; infoHashes: string[] }
  | { type: "torrent"; infoHash: string };

import type { ChosenFile } from "./chosen-file.ts";

/** What the page tells the engine. */
export type EngineOrder =
  | { type: "walk"; handles: FileSystemDirectoryHandle[]; files: File[] }
  | { type: "start"; base: string; passkey: string | null; token: string | null; files: ChosenFile[] | null }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "stop" }
  | { type: "zip"; infoHashes: string[] }
  | { type: "torrent"; infoHash: string };

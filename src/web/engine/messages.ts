/** One torrent that the chosen files can seed, or nearly. */
export interface FoundTorrent {
  infoHash: string;
  name: string;
  status: "ready" | "partial" | "near";
  /** Why it is not ready. */
  reason: string | null;
  /** Null where nobody counted them. */
  seeders: number | null;
  /** Bytes of its real files. */
  size: number;
  found: number;
  of: number;
  renamed: number;
}

/** What the engine tells the page. */
export type EngineNews =
  | { type: "walking"; files: number }
  | { type: "walked"; files: number; bytes: number }
  | { type: "asking"; asked: number; of: number; tooSmall: number; minFileSize: number }
  | { type: "waiting"; seconds: number }
  | { type: "checking"; read: number; total: number }
  | { type: "found"; torrent: FoundTorrent }
  | { type: "problem"; message: string }
  /** The server could not be asked about some or all files; the status of HTTP where it answered with one. */
  | { type: "unanswered"; message: string; status: number | null }
  | { type: "reported" }
  | { type: "ended"; stopped: boolean }
  | { type: "saved"; name: string; blob: Blob };

import { bytesToHex } from "../../core/hex.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import { filePath, type Metainfo } from "../../core/torrent/metainfo.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import { TorrentError } from "../../core/torrent/torrent-error.ts";
import { readBounded } from "../files/bounded-file.ts";

/** What is understood of one .torrent file; on a rejection `error` says why and the rest is empty. */
export interface Inspection {
  path: string;
  ok: boolean;
  info_hash_v1: string | null;
  info_hash_v2: string | null;
  name: string | null;
  piece_length: number | null;
  /** Number of pieces. */
  pieces: number | null;
  private: boolean | null;
  /** `path` starts with the root folder; padding files are listed. */
  files: { path: string; length: number; offset: number; pad: boolean }[];
  /** Bytes of all files, padding included. */
  total_size: number | null;
  /** What was repaired on the way. */
  warnings: string[];
  error: { code: string; message: string } | null;
}

/** Reads and understands the .torrent file at `path`; whatever goes wrong is in the result, whose `path` is `shown`. */
export function inspect(path: string, shown = path): Inspection {
  try {
    return accepted(shown, parseMetainfo(readBounded(path)));
  } catch (error) {
    if (error instanceof TorrentError) return rejected(shown, error.code, error.message);
    return rejected(shown, "UNREADABLE", systemReason(error));
  }
}

/** An inspection for people, ending with a line feed; nothing in it can steer a terminal. */
export function formatInspection(inspection: Inspection): string {
  const { path, error, files, warnings } = inspection;
  const title = displayPath(path);
  if (error !== null) return `${title}\n  rejected      ${error.code}: ${displayPath(error.message)}\n`;
  const padding = files.reduce((sum, file) => (file.pad ? sum + file.length : sum), 0);
  const real = files.filter((file) => !file.pad);
  const width = real.reduce((most, file) => Math.max(most, count(file.length).length), 0);
  const rows: [string, string | null][] = [
    ["name", inspection.name],
    ["info-hash v1", inspection.info_hash_v1],
    ["info-hash v2", inspection.info_hash_v2],
    ["private", inspection.private ? "yes" : "no"],
    ["pieces", `${count(inspection.pieces ?? 0)} of ${count(inspection.piece_length ?? 0)} bytes`],
    [
      "size",
      `${count((inspection.total_size ?? 0) - padding)} bytes${padding > 0 ? ` and ${count(padding)} padding` : ""}`,
    ],
    ["files", count(real.length)],
    ...real.map((file): [string, string] => ["", `${count(file.length).padStart(width)}  ${file.path}`]),
    ...warnings.map((warning): [string, string] => ["warning", warning]),
  ];
  const lines = rows.filter(([, value]) => value !== null);
  return [title, ...lines.map(([key, value]) => `  ${key.padEnd(14)}${displayPath(value ?? "")}`), ""].join("\n");
}

function accepted(path: string, metainfo: Metainfo): Inspection {
  return {
    path,
    ok: true,
    info_hash_v1: metainfo.infoHashV1 && bytesToHex(metainfo.infoHashV1),
    info_hash_v2: metainfo.infoHashV2 && bytesToHex(metainfo.infoHashV2),
    name: metainfo.name,
    piece_length: metainfo.pieceLength,
    pieces: metainfo.pieceCount,
    private: metainfo.private,
    files: metainfo.files.map((file) => ({
      path: filePath(metainfo, file),
      length: file.length,
      offset: file.offset,
      pad: file.pad,
    })),
    total_size: metainfo.totalSize,
    warnings: metainfo.warnings,
    error: null,
  };
}

function rejected(path: string, code: string, message: string): Inspection {
  return {
    path,
    ok: false,
    info_hash_v1: null,
    info_hash_v2: null,
    name: null,
    piece_length: null,
    pieces: null,
    private: null,
    files: [],
    total_size: null,
    warnings: [],
    error: { code, message },
  };
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

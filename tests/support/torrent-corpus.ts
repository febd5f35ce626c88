import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const FOLDER = resolve(import.meta.dir, "../../../shared/corpus");

/** Where real .torrent files of other projects may lie beside this repository; null where they do not. */
export const CORPUS = existsSync(join(FOLDER, "manifest.tsv")) ? FOLDER : null;

/** One row of the corpus's manifest by column name, such as `libtorrent`, `info_hash_v1` or `pad_files`. */
export type CorpusRow = Record<string, string>;

/** The rows of the corpus's manifest; none without the corpus. */
export function corpusRows(): CorpusRow[] {
  if (CORPUS === null) return [];
  const [header = "", ...lines] = readFileSync(join(CORPUS, "manifest.tsv"), "utf8").trimEnd().split("\n");
  const columns = header.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
}

/** The bytes of a row's .torrent file. */
export function corpusBytes(row: CorpusRow): Uint8Array {
  return new Uint8Array(readFileSync(join(CORPUS ?? "", row["file"] ?? "")));
}

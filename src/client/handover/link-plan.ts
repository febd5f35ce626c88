import type { HeldFile, TorrentToAdd } from "../clients/client.ts";
import type { MatchedFile, MatchResult, VerifiedStat } from "../match-result.ts";
import { checkToldPath } from "./told-path.ts";

/** One file of the tree that a client is to find. */
export interface PlannedFile {
  path: string;
  size: number;
  /**
   * `share`: every piece that touches it is verified, so it may be hard-linked · `own`: the client may write to it, so it
   * gets blocks of its own · `zeros`: padding, or empty · `missing`: nothing is made
   */
  kind: "share" | "own" | "zeros" | "missing";
  source: { path: string; stat: VerifiedStat } | null;
}

export interface LinkPlan {
  folder: string;
  /** Those to be made below it, each after the one it lies in. */
  folders: string[];
  files: PlannedFile[];
}

/**
 * What to make for a torrent, under the names that its client told, or why nothing can be.
 * @param folder the torrent's own
 */
export function planLinks(
  folder: string,
  { files: matched }: MatchResult,
  torrent: TorrentToAdd,
  told: readonly HeldFile[],
): LinkPlan | { rejected: string } {
  const indexes = align(torrent, told);
  if (indexes === null) return { rejected: "the client lists other files than the torrent holds" };
  const byIndex = new Map(matched.map((file) => [file.index, file]));
  const plan: LinkPlan = { folder, folders: [], files: [] };
  const folders = new Set<string>();
  const paths = new Set<string>();
  for (const [position, { path: toldPath, size }] of told.entries()) {
    const index = indexes[position] ?? 0;
    const checked = checkToldPath(folder, toldPath);
    if ("rejected" in checked) return { rejected: `${JSON.stringify(toldPath)}: ${checked.rejected}` };
    // Not by `join`, which loses bytes that are no UTF-8.
    const path = [folder, ...checked.parts].join("/");
    if (paths.has(path)) return { rejected: `two of its files are ${JSON.stringify(toldPath)} for the client` };
    paths.add(path);
    for (let i = 1; i < checked.parts.length; i++) folders.add([folder, ...checked.parts.slice(0, i)].join("/"));
    plan.files.push(planned(path, size, torrent.files[index]?.isPadding === true, byIndex.get(index)));
  }
  const clash = [...paths].find((path) => folders.has(path));
  if (clash !== undefined) return { rejected: `${JSON.stringify(clash)} is a file and a folder for the client` };
  plan.folders = [...folders].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return plan;
}

/** Bytes that the client would have to download. */
export function missingBytes({ files }: LinkPlan): number {
  return files.reduce((sum, { kind, size }) => sum + (kind === "missing" ? size : 0), 0);
}

function planned(path: string, size: number, isPadding: boolean, file: MatchedFile | undefined): PlannedFile {
  if (isPadding || size === 0) return { path, size, kind: "zeros", source: null };
  if (!file || file.path === null || file.stat === null) return { path, size, kind: "missing", source: null };
  return { path, size, kind: file.whole ? "share" : "own", source: { path: file.path, stat: file.stat } };
}

/** Which file of the torrent each told one is: clients list them in its order, some without padding; null where they do not. */
function align({ files }: TorrentToAdd, told: readonly HeldFile[]): number[] | null {
  const all = files.map((_, index) => index);
  const real = all.filter((index) => !files[index]?.isPadding);
  for (const indexes of [all, real]) {
    const fits = indexes.length === told.length && indexes.every((index, i) => files[index]?.size === told[i]?.size);
    if (fits) return indexes;
  }
  return null;
}

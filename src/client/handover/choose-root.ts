import { ReseederError } from "../../core/errors.ts";
import type { MatchResult } from "../match-result.ts";
import type { LinkWays } from "./link-way.ts";

/** A local file that is to be linked. */
interface Source {
  path: string;
  dev: bigint;
  size: number;
}

/** The root to which most bytes can be linked, the first of equals; where none can be written to, what the first one says. */
export function chooseRoot(roots: readonly string[], result: MatchResult, ways: LinkWays): string | ReseederError {
  const sources = sourcesOf(result);
  const problems: ReseederError[] = [];
  let best: { root: string; bytes: number } | null = null;
  for (const root of roots) {
    try {
      const copied = sources.filter((source) => ways.of(root, source) === "copy");
      const bytes = copied.reduce((sum, { size }) => sum + size, 0);
      if (best === null || bytes < best.bytes) best = { root, bytes };
    } catch (error) {
      if (!(error instanceof ReseederError) || error.code !== "FAILED") throw error;
      problems.push(error);
    }
  }
  return best?.root ?? problems[0] ?? new ReseederError("FAILED", "There is no folder for links");
}

/** The local files of a torrent. */
export function sourcesOf({ files }: MatchResult): Source[] {
  return files.flatMap(({ path, stat, size }) => (path !== null && stat ? [{ path, dev: stat.dev, size }] : []));
}

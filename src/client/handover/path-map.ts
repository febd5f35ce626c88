import { ReseederError } from "../../core/errors.ts";
import { trimEnd } from "../../core/trim-end.ts";

/** A folder here, and what the client calls it. Absolute, without a slash at the end. */
export interface PathPair {
  local: string;
  client: string;
}

/**
 * Reads the value of `--map LOCAL=CLIENT`; the last `=` that is followed by an absolute path divides.
 * @throws ReseederError USAGE
 */
export function parsePathPair(text: string): PathPair {
  const [, local, client] = /^(\/.*)=(\/.*|[A-Za-z]:[\\/].*)$/s.exec(text) ?? [];
  if (local === undefined || client === undefined) {
    throw new ReseederError("USAGE", `--map: expected LOCAL=CLIENT, both absolute, got ${JSON.stringify(text)}`, {
      hint: "--map /mnt/user/data=/data",
    });
  }
  return { local: trimmed(local), client: trimmed(client) };
}

/** The client's path of something here, by the longest pair that holds it; null where none does. */
export function toClientPath(pairs: readonly PathPair[], local: string): string | null {
  return translated(
    pairs.map((pair) => [pair.local, pair.client]),
    local,
  );
}

/** The path here of something that the client names; null where no pair holds it. */
export function toLocalPath(pairs: readonly PathPair[], client: string): string | null {
  return translated(
    pairs.map((pair) => [pair.client, pair.local]),
    client,
  );
}

function translated(pairs: readonly (readonly [from: string, to: string])[], path: string): string | null {
  let best: readonly [string, string] | null = null;
  for (const pair of pairs) {
    const [from] = pair;
    const isBelow = path === from || path.startsWith(from === "/" ? "/" : `${from}/`);
    if (isBelow && (best === null || from.length > best[0].length)) best = pair;
  }
  if (best === null) return null;
  const [from, to] = best;
  const below = path.slice(from === "/" ? 1 : from.length + 1);
  return below === "" ? to : `${to === "/" ? "" : to}/${below}`;
}

function trimmed(path: string): string {
  return trimEnd(path, "\\/", 1);
}

import { isLoopback } from "../../core/access/networks.ts";
import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { ClientAddress } from "../clients/client-address.ts";
import { findPathPairs, type SeenFile } from "./find-path-map.ts";
import { type PathPair, toClientPath } from "./path-map.ts";

/** What a client calls our folders, and how that is known: a sentence for people. */
export interface ClientPaths {
  pairs: PathPair[];
  says: string;
}

export interface PathEvidence {
  /** By `--map`. */
  given: readonly PathPair[];
  /** Files that the client holds, and those of the library. */
  held: readonly SeenFile[];
  local: Iterable<SeenFile>;
  /** Folders that this client got from us before. */
  before: readonly PathPair[];
}

/**
 * How a client sees the folders in `needed`: as given, as found from what it holds, as it was before, or the same where it
 * runs on this machine and nothing says otherwise.
 * @throws ReseederError USAGE where one of `needed` stays unknown
 */
export function clientPaths(
  address: ClientAddress,
  title: string,
  needed: readonly string[],
  { given, held, local, before }: PathEvidence,
): ClientPaths {
  const found = given.length > 0 ? null : findPathPairs(held, local);
  const known = found?.pairs ?? [];
  const earlier = before.filter((pair, i) => before.findIndex((other) => isSame(other, pair)) === i);
  const candidates: ClientPaths[] = [
    { pairs: [...given], says: `${shown(given)}   (--map)` },
    { pairs: known, says: `${shown(known)}   (from ${formatAmount(found?.evidence ?? 0, "file")} that it holds)` },
    { pairs: [...known, ...earlier], says: `${shown(earlier)}   (as in an earlier run)` },
  ];
  // Whoever was told otherwise, or has seen something else, does not guess.
  if (given.length === 0 && known.length === 0 && isHere(address)) {
    const says =
      "taken to be the same for the client, which runs on this machine   (--map LOCAL=CLIENT says otherwise)";
    candidates.push({ pairs: [{ local: "/", client: "/" }, ...earlier], says });
  }
  const enough = candidates.find(({ pairs }) => {
    return pairs.length > 0 && needed.every((folder) => toClientPath(pairs, folder) !== null);
  });
  if (enough) return enough;
  if (needed.length === 0) return { pairs: [], says: "its paths for your folders are unknown   (--map LOCAL=CLIENT)" };
  const missing = needed.find((folder) => toClientPath([...given, ...known, ...before], folder) === null) ?? "";
  const seen = known.length > 0 ? ` (known: ${shown(known)})` : "";
  throw new ReseederError("USAGE", `The path of ${displayPath(missing)} in ${title} is unknown${seen}`, {
    hint: `--map ${displayPath(missing)}=PATH, with the path in the client.`,
  });
}

function shown(pairs: readonly PathPair[]): string {
  return pairs
    .map(({ local, client }) =>
      local === client ? `${name(local)} is the same for the client` : sentence(local, client),
    )
    .join(", ");
}

function sentence(local: string, client: string): string {
  return `the client's ${displayPath(client)} is our ${displayPath(local)}`;
}

function isSame(a: PathPair, b: PathPair): boolean {
  return a.local === b.local && a.client === b.client;
}

function name(local: string): string {
  return local === "/" ? "every path" : displayPath(local);
}

function isHere({ url }: ClientAddress): boolean {
  if (url.startsWith("unix:")) return true;
  return isLoopback(new URL(url.replace(/^scgi:/, "http:")).hostname);
}

import { statSync } from "node:fs";
import { type PathPair, parsePathPair } from "../../../client/handover/path-map.ts";
import { ReseederError } from "../../../core/errors.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { Io } from "../../io/io.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import type { MatchFlags } from "./match-flags.ts";
import { readSize } from "./read-rate.ts";

/** What the flags say of clients and links. */
export interface ClientFlags {
  addresses: string[];
  /** Folders of links; none where nothing is handed over. */
  roots: string[];
  pairs: PathPair[];
  category: string;
  /** Bytes that may be copied. */
  copyMax: number;
  takesPartial: boolean;
  rechecks: boolean;
  onlyUnseeded: boolean;
}

/**
 * Reads them; null without `--client`.
 * @throws ReseederError USAGE for flags that want others, and for a folder of links that is not there
 */
export function readClientFlags(io: Io, flags: MatchFlags): ClientFlags | null {
  const addresses = flags.client;
  const links = flags.link;
  if (addresses.length === 0) {
    const asked = {
      link: links.length > 0,
      map: flags.map.length > 0,
      "copy-max": flags.copyMax !== undefined,
      recheck: flags.recheck,
      "only-unseeded": flags.onlyUnseeded,
      "partial copy": flags.partial === "copy",
    };
    const wants = Object.entries(asked).find(([, isAsked]) => isAsked)?.[0];
    if (wants === undefined) return null;
    throw new ReseederError("USAGE", `--${wants} needs a torrent client`, {
      hint: "Add --client KIND:URL, such as qbittorrent:http://127.0.0.1:8080.",
    });
  }
  const takesPartial = flags.partial === "copy";
  if (takesPartial && links.length === 0) {
    throw new ReseederError("USAGE", "--partial copy needs a folder for links and copies", { hint: "Add --link DIR." });
  }
  return {
    addresses,
    roots: links.map((link) => existingFolder(resolvePath(io.cwd, link))),
    pairs: flags.map.map(parsePathPair),
    category: flags.category,
    copyMax: copyMax(flags.copyMax, takesPartial),
    takesPartial,
    rechecks: flags.recheck,
    onlyUnseeded: flags.onlyUnseeded,
  };
}

/** Nothing is copied unasked; who asks for partial torrents has asked. */
function copyMax(given: string | undefined, takesPartial: boolean): number {
  if (given !== undefined) return readSize("copy-max", given);
  return takesPartial ? Number.MAX_SAFE_INTEGER : 0;
}

/** Not made: where a disk is not mounted, links would end up in its place. */
function existingFolder(path: string): string {
  if (!path.isWellFormed()) {
    const message = `--link ${displayPath(path)}: torrent clients cannot be told a path that is not valid UTF-8`;
    throw new ReseederError("USAGE", message, { hint: "Choose a folder whose path is in UTF-8." });
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new ReseederError("USAGE", `--link ${path}: there is no such folder`, {
    hint: `mkdir ${path} on the same disk as your files, readable for the client.`,
  });
}

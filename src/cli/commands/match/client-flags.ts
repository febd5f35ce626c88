import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type PathPair, parsePathPair } from "../../../client/handover/path-map.ts";
import { ReseederError } from "../../../core/errors.ts";
import type { Values } from "../../command.ts";
import { valuesOf } from "../../flags.ts";
import type { Io } from "../../io/io.ts";
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
export function readClientFlags(io: Io, flags: Values): ClientFlags | null {
  const addresses = valuesOf(flags["client"]);
  const links = valuesOf(flags["link"]);
  if (addresses.length === 0) {
    const [left] = ["link", "map", "copy-max", "recheck", "only-unseeded"].filter((name) => flags[name] !== undefined);
    const wants = left ?? (flags["partial"] === "copy" ? "partial copy" : undefined);
    if (wants === undefined) return null;
    throw new ReseederError("USAGE", `--${wants} needs a torrent client`, {
      hint: "Add --client KIND:URL, such as qbittorrent:http://127.0.0.1:8080.",
    });
  }
  const takesPartial = flags["partial"] === "copy";
  if (takesPartial && links.length === 0) {
    throw new ReseederError("USAGE", "--partial copy needs a folder for links and copies", { hint: "Add --link DIR." });
  }
  return {
    addresses,
    roots: links.map((link) => existingFolder(resolve(io.cwd, link))),
    pairs: valuesOf(flags["map"]).map(parsePathPair),
    category: String(flags["category"]),
    copyMax: copyMax(flags["copy-max"], takesPartial),
    takesPartial,
    rechecks: flags["recheck"] === true,
    onlyUnseeded: flags["only-unseeded"] === true,
  };
}

/** Nothing is copied unasked; who asks for partial torrents has asked. */
function copyMax(given: string | boolean | undefined, takesPartial: boolean): number {
  if (typeof given === "string") return readSize("copy-max", given);
  return takesPartial ? Number.MAX_SAFE_INTEGER : 0;
}

/** Not made: where a disk is not mounted, links would end up in its place. */
function existingFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new ReseederError("USAGE", `--link ${path}: there is no such folder`, {
    hint: `mkdir ${path} on the disk that holds your files, readable for the client.`,
  });
}

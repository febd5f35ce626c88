import { readFileSync } from "node:fs";
import { archiveSource } from "../../../client/sources/archive-source.ts";
import { folderSource } from "../../../client/sources/folder-source.ts";
import { network } from "../../../client/sources/network.ts";
import { serverSource } from "../../../client/sources/server-source.ts";
import type { TorrentSource } from "../../../client/sources/torrent-source.ts";
import { isLoopback } from "../../../core/access/networks.ts";
import { ReseederError } from "../../../core/errors.ts";
import { displayPath, systemPath } from "../../../core/path-bytes.ts";
import { type Credentials, type ServerAddress, serverAddress } from "../../../core/protocol/server-address.ts";
import { readTrackersFile, type TrackerEntry } from "../../../core/protocol/trackers-file.ts";
import { systemReason } from "../../../core/thrown-error.ts";
import type { MatchState } from "../../../store/client/match-state.ts";
import type { Io } from "../../io/io.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import type { MatchFlags } from "./match-flags.ts";
import { promptForSecret } from "./prompt-secret.ts";
import { credentialsOf } from "./secrets.ts";

/** Where torrents come from, or the one line that says why there is nothing to ask. */
export type ChosenSource = { source: TorrentSource } | { nothing: string };

/**
 * The source that the flags name. @throws ReseederError USAGE for none, for several, and for plain http to elsewhere
 */
export async function chooseSource(io: Io, flags: MatchFlags, state: MatchState): Promise<ChosenSource> {
  const given = (["server", "torrents", "trackers"] as const).filter((name) => flags[name] !== undefined);
  if (given.length !== 1) {
    const message = given.length === 0 ? "No torrent source" : `--${given.join(" and --")} exclude each other`;
    throw new ReseederError("USAGE", message, {
      hint: "Use one of --server URL, --torrents FOLDER or ZIP, --trackers FILE.",
    });
  }
  if (flags.torrents !== undefined) {
    if (flags.archive) throw new ReseederError("USAGE", "--archive needs a server and cannot be used with --torrents");
    return { source: folderSource(resolvePath(io.cwd, flags.torrents)) };
  }
  const { server: base = "", trackers } = flags;
  const credentials = credentialsOf(io, flags.userId ?? "anonymous");
  if (trackers !== undefined) return ofTrackers(io, { ...flags, trackers }, state, credentials);
  const open = serverAddress(base, credentials);
  if (open === null) {
    throw new ReseederError("USAGE", "--server: expected a URL such as https://tracker.example/reseeder_api", {
      hint: "Remove user, password and query. Put secrets into RESEEDER_TOKEN and RESEEDER_PASSKEY.",
    });
  }
  const source = (address: ServerAddress) => sourceOf(io, flags, state, address, flags.archive);
  // Before anything is sent there.
  source(open);
  return { source: source(serverAddress(base, await promptForSecret(io, credentials, open)) ?? open) };
}

async function ofTrackers(
  io: Io,
  flags: MatchFlags & { trackers: string },
  state: MatchState,
  credentials: Credentials,
): Promise<ChosenSource> {
  const open = trackerEntry(io, flags, credentials);
  // Before anything is sent there.
  if (open.match !== null) sourceOf(io, flags, state, open.match, false);
  const asked = open.match === null ? credentials : await promptForSecret(io, credentials, open.match);
  const entry = asked === credentials ? open : trackerEntry(io, flags, asked);
  const tier = flags.archive ? "archive" : "match";
  const address = entry[tier];
  if (address === null) return { nothing: `${entry.name} has no ${tier === "archive" ? "archive" : "matching"}` };
  return { source: sourceOf(io, flags, state, address, tier === "archive") };
}

function trackerEntry(
  io: Io,
  flags: { trackers: string; tracker: string | undefined },
  credentials: Credentials,
): TrackerEntry {
  const path = resolvePath(io.cwd, flags.trackers);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(systemPath(path), "utf8"));
  } catch (error) {
    throw new ReseederError("USAGE", `--trackers: cannot read ${displayPath(path)}: ${systemReason(error)}`);
  }
  const outcome = readTrackersFile(value, flags.tracker ?? null, credentials);
  if (!outcome.ok) throw new ReseederError("USAGE", `--trackers ${displayPath(path)}: ${outcome.problem.message}`);
  return outcome.value;
}

function sourceOf(
  io: Io,
  flags: MatchFlags,
  state: MatchState,
  address: ServerAddress,
  archive: boolean,
): TorrentSource {
  const urls = [address.handshake, address.phase1, address.phase2, address.report, address.archive];
  for (const url of urls.filter((text) => text !== "")) checkTransport(new URL(url), flags.insecure);
  const name = archive ? address.archive : address.handshake.replace(/\/match\/handshake$/, "");
  if (archive) return archiveSource({ name, address, transport: network, state: state.path });
  const { report, fresh } = flags;
  return serverSource({ name, address, transport: network, state, clock: io.clock, fresh, report });
}

/** @throws ReseederError USAGE for plain http to another machine */
function checkTransport(url: URL, insecure: boolean): void {
  if (url.protocol === "https:" || isLoopback(url.hostname) || insecure) return;
  throw new ReseederError("USAGE", `${url.origin} is plain http: anyone on the network path can read what is sent`, {
    hint: "Use https, or allow it with --insecure.",
  });
}

import { isMatchable } from "../../core/content/file-list.ts";
import { baseName } from "../../core/content/names.ts";
import { bytesToHex } from "../../core/hex.ts";
import { phaseRequest } from "../../core/protocol/phases.ts";
import { reportRequest } from "../../core/protocol/report.ts";
import type { Store } from "../../store/store.ts";

/** One request of the match API as it can be tried out. */
export interface ApiRequest {
  name: "health" | "handshake" | "phase1" | "phase2" | "report" | "docs";
  method: "GET" | "POST";
  /** Below the service's address. */
  path: string;
  /** JSON text; null where the request has no body. */
  body: string | null;
}

const USER = "api-test";
const MAX_FILES = 3;

/**
 * A request for every endpoint, filled in from a torrent of the index, so that each gives a real answer; with an empty
 * index the files are made up.
 */
export function apiExamples(store: Store): ApiRequest[] {
  const { files, infoHash } = store.read(() => exampleOf(store)) ?? MADE_UP;
  const address = { fields: { user_id: USER } };
  return [
    { name: "health", method: "GET", path: "/health", body: null },
    post("handshake", address.fields),
    post("phase1", phaseRequest(address, 1, files, [])),
    post("phase2", { ...phaseRequest(address, 2, files, []), exclude_torrent_ids: [] }),
    post("report", reportRequest(address, { confirmed: [{ info_hash: infoHash, pieces_verified: 1 }], rejected: [] })),
    { name: "docs", method: "GET", path: "/docs/json", body: null },
  ];
}

function post(name: ApiRequest["name"], body: unknown): ApiRequest {
  return { name, method: "POST", path: `/match/${name}`, body: JSON.stringify(body, null, 2) };
}

const MADE_UP = { files: [{ name: "movie.mkv", size: 4_294_967_296 }], infoHash: "0".repeat(40) };

/** The largest files of the newest torrent. */
function exampleOf(store: Store): typeof MADE_UP | null {
  const [id] = store.torrents.newestOffered(1);
  const torrent = id === undefined ? undefined : store.torrents.describe([id]).get(id);
  const hash = torrent?.infoHashV1 ?? torrent?.infoHashV2;
  if (!torrent || !hash) return null;
  const files = store.torrents
    .files(torrent.id)
    .filter(isMatchable)
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_FILES)
    .map(({ path, length }) => ({ name: baseName(path || torrent.name), size: length }));
  return { files, infoHash: bytesToHex(hash) };
}

import { ReseederError } from "../errors.ts";
import { BODY_DEPTH, invalid, isObject, type JsonLimits, objectOf, show } from "../json-text.ts";
import { isWholeNumber } from "../whole-number.ts";
import type { RequestedFile, Tier } from "./match.ts";

/** The body of a match request, checked. */
export interface MatchRequest {
  userId: string | null;
  files: RequestedFile[];
  exclude: Set<number>;
  /** Smallest share of a torrent's bytes that the files shall cover, in percent. */
  minShare: number;
}

/** Ids that a client may exclude in one request (docs/protocol.md, section 1). */
export const MAX_EXCLUDED = 100_000;
/** Characters of a `user_id`, and of a file's name: more than any path of a file system. */
export const MAX_USER_ID = 256;
export const MAX_NAME = 32_767;

/** Shape of a match body: room for several unknown fields a file, and for an error message about too many files. */
export function matchLimits(maxFiles: number): JsonLimits {
  return { depth: BODY_DEPTH, values: Math.max(1_000_000, 8 * maxFiles + 2 * MAX_EXCLUDED) };
}

/**
 * Checks the parsed body of phase 1 (`name`) or phase 2 (`size`); unknown fields are ignored, `null` counts as absent.
 * A loop of our own: a schema validator takes several times as long for 10,000 files.
 * @throws ReseederError `TOO_MANY_FILES` or `INVALID_REQUEST` that names the field and the value
 */
export function readMatchRequest(body: unknown, tier: Tier, maxFiles: number): MatchRequest {
  const fields = objectOf(body);
  const userId = readUserId(fields["user_id"]);
  const phase = tier === "name" ? 1 : 2;
  const said = fields["phase"] ?? phase;
  if (said !== phase) throw invalid(`phase: expected ${phase}, as in the path, got ${show(said)}`);
  return {
    userId,
    files: readFiles(fields["files"], tier, maxFiles),
    exclude: readExcluded(fields["exclude_torrent_ids"] ?? []),
    minShare: readShare(fields["min_share"] ?? 0),
  };
}

/** A `user_id`: a text or a whole number; absent means anonymous. It serves the log only. */
export function readUserId(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (isWholeNumber(value)) return String(value);
  if (typeof value !== "string") throw invalid(`user_id: expected a string or a whole number, got ${show(value)}`);
  if (value.length > MAX_USER_ID) {
    throw invalid(`user_id: expected at most ${MAX_USER_ID} characters, got ${value.length}`);
  }
  return value.toWellFormed();
}

function readFiles(value: unknown, tier: Tier, maxFiles: number): RequestedFile[] {
  if (!Array.isArray(value)) throw invalid(`files: expected an array, got ${show(value)}`);
  if (value.length > maxFiles) throw new ReseederError("TOO_MANY_FILES", `Maximum ${maxFiles} files`);
  const files = new Array<RequestedFile>(value.length);
  for (let i = 0; i < value.length; i++) {
    const entry = value[i];
    if (!isObject(entry)) throw invalid(`files[${i}]: expected an object, got ${show(entry)}`);
    const { name, size } = entry;
    if (!isWholeNumber(size, 0)) {
      throw invalid(`files[${i}].size: expected a whole number of bytes, got ${show(size)}`);
    }
    files[i] = tier === "name" ? { name: readName(name, i), size } : { size };
  }
  return files;
}

function readName(name: unknown, index: number): string {
  if (typeof name !== "string" || name === "") {
    throw invalid(`files[${index}].name: expected a file name, got ${show(name)}`);
  }
  if (name.length > MAX_NAME) {
    throw invalid(`files[${index}].name: expected at most ${MAX_NAME} characters, got ${name.length}`);
  }
  return name;
}

function readShare(value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  throw invalid(`min_share: expected a number from 0 to 100, got ${show(value)}`);
}

function readExcluded(value: unknown): Set<number> {
  if (!Array.isArray(value)) throw invalid(`exclude_torrent_ids: expected an array, got ${show(value)}`);
  if (value.length > MAX_EXCLUDED) {
    throw invalid(`exclude_torrent_ids: expected at most ${MAX_EXCLUDED} ids, got ${value.length}`);
  }
  for (const [i, id] of value.entries()) {
    if (!isWholeNumber(id, 0)) {
      throw invalid(`exclude_torrent_ids[${i}]: expected a torrent id, got ${show(id)}`);
    }
  }
  return new Set<number>(value);
}

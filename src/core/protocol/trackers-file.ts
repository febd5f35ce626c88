import { isObject } from "../json-text.ts";
import { failed, type Outcome, quoted } from "./problem.ts";
import type { Credentials, ServerAddress } from "./server-address.ts";

/** A tracker of a trackers.json (docs/lite.md), as far as a client needs it. */
export interface TrackerEntry {
  id: string;
  name: string;
  /** Null for a tier that the tracker does not have. */
  match: ServerAddress | null;
  archive: ServerAddress | null;
}

/**
 * Reads the entry `id` of a trackers.json: one entry, a list of them, or `{"trackers": […]}`. Without an id the file's
 * only one. What each request carries is what the entry says in `send`. Addresses that are no http(s) URLs are rejected.
 */
export function readTrackersFile(value: unknown, id: string | null, credentials: Credentials): Outcome<TrackerEntry> {
  const listed = isObject(value) && Array.isArray(value["trackers"]) ? value["trackers"] : value;
  const entries = (Array.isArray(listed) ? listed : [listed]).filter(isObject);
  const ids = entries.map((entry) => quoted(String(entry["id"] ?? "")));
  const chosen = id === null ? (entries.length === 1 ? entries[0] : undefined) : entries.find((e) => e["id"] === id);
  if (chosen === undefined) {
    const known = `it has ${ids.slice(0, 20).join(", ") || "no tracker"}`;
    return failed("bad_answer", id === null ? `choose one tracker: ${known}` : `no tracker ${id}: ${known}`);
  }
  const { match, archive } = chosen;
  const entry: TrackerEntry = {
    id: String(chosen["id"] ?? ""),
    name: quoted(String(chosen["name"] ?? chosen["id"] ?? "")),
    match: isObject(match) ? matchAddress(match, credentials) : null,
    archive: isObject(archive) ? archiveAddress(archive, credentials) : null,
  };
  if ((isObject(match) && entry.match === null) || (isObject(archive) && entry.archive === null)) {
    return failed("bad_answer", `the entry ${quoted(entry.id)} has an address that is not an http or https URL`);
  }
  return { ok: true, value: entry };
}

const NOWHERE = { handshake: "", phase1: "", phase2: "", report: "", archive: "" };

function matchAddress(match: Record<string, unknown>, credentials: Credentials): ServerAddress | null {
  const [handshake, phase1, phase2, report] = ["handshake", "phase1", "phase2", "report"].map((name) =>
    urlOf(match[name]),
  );
  if (!handshake || !phase1 || !phase2 || !report) return null;
  const sent = sentWith(match["send"], credentials);
  return { ...NOWHERE, handshake, phase1, phase2, report, ...sent, archiveHeaders: {} };
}

function archiveAddress(archive: Record<string, unknown>, credentials: Credentials): ServerAddress | null {
  const url = urlOf(archive);
  if (url === null) return null;
  const { headers } = sentWith(archive["send"], credentials);
  return { ...NOWHERE, archive: url, headers: {}, archiveHeaders: headers, fields: {} };
}

function urlOf(endpoint: unknown): string | null {
  const url = isObject(endpoint) && typeof endpoint["url"] === "string" ? URL.parse(endpoint["url"]) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url.href : null;
}

/** What the entry says is to be sent, as far as it is at hand. */
function sentWith(send: unknown, { token, passkey, userId }: Credentials): Pick<ServerAddress, "headers" | "fields"> {
  const headers: Record<string, string> = {};
  const fields: Record<string, string> = userId === null ? {} : { user_id: userId };
  for (const item of Array.isArray(send) ? send.filter(isObject) : []) {
    const secret = item["what"] === "token" ? token : item["what"] === "passkey" ? passkey : null;
    const { in: place, name } = item;
    if (secret === null || typeof name !== "string" || !/^[\w-]{1,64}$/.test(name)) continue;
    const prefix =
      typeof item["prefix"] === "string" && /^[\x20-\x7e]{0,32}$/.test(item["prefix"]) ? item["prefix"] : "";
    if (place === "header") headers[name.toLowerCase()] = `${prefix}${secret}`;
    else if (place === "body") fields[name] = secret;
  }
  return { headers, fields };
}

import type { Settings } from "../settings/settings.ts";
import { needsPasskey, type PersonalSettings } from "./personal-settings.ts";

/** Something that a client sends with each request. */
export interface Sent {
  what: "token" | "passkey";
  in: "header" | "body";
  /** Of the header, or of the field of the body. */
  name: string;
  /** What stands in the header before it. */
  prefix?: string;
}

/** Who the client says it is: nobody, the holder of a token, a user of the tracker's site, or of a passkey. */
export type Identification = "none" | "token" | "site" | "passkey";

interface Endpoint {
  method: "GET" | "POST";
  url: string;
}

/** What a client has to know of a tracker: our proposal for an entry of its trackers.json, described in docs/lite.md. */
export interface TrackersEntry {
  /** Of this form of an entry. */
  version: 1;
  id: string;
  name: string;
  /** Null where the server does not know its users. */
  archive: (Endpoint & { format: "zip"; identification: Identification; send: Sent[] }) | null;
  match: {
    handshake: Endpoint;
    phase1: Endpoint;
    phase2: Endpoint;
    report: Endpoint;
    identification: Identification;
    send: Sent[];
    /** As the handshake says them; that one counts. */
    limits: { min_file_size: number; max_files_per_request: number; max_torrents_per_response: number };
  };
  /** Null where there is no limit. */
  requests_per_minute: number | null;
}

const BEARER = { in: "header", name: "Authorization", prefix: "Bearer " } as const;
const TOKEN: Sent = { what: "token", ...BEARER };
const IDENTIFICATIONS = {
  none: "none",
  token: "token",
  header: "site",
  callback: "passkey",
  tracker: "passkey",
} as const satisfies Record<Settings["auth"], Identification>;

/**
 * The entry of this server.
 * @param base address under which users reach it, with a slash at its end
 * @param personal null where torrents go out as they are
 */
export function trackersEntry(
  { id, name, base }: { id: string; name: string; base: string },
  settings: Settings,
  personal: PersonalSettings | null,
): TrackersEntry {
  const identification = IDENTIFICATIONS[settings.auth];
  const wantsPasskey = identification !== "site" && (identification === "passkey" || needsPasskeyIn(personal));
  const inBody: Sent = { what: "passkey", in: "body", name: "passkey" };
  const inHeader: Sent =
    identification === "passkey"
      ? { what: "passkey", ...BEARER }
      : { what: "passkey", in: "header", name: "X-Reseeder-Passkey" };
  const token = identification === "token" ? [TOKEN] : [];
  const post = (path: string): Endpoint => ({ method: "POST", url: `${base}match/${path}` });
  const { min_file_size, max_files_per_request, max_torrents_per_response, rate_limit_per_minute } = settings;
  return {
    version: 1,
    id,
    name,
    archive:
      identification === "none"
        ? null
        : {
            ...{ method: "GET", url: `${base}archive`, format: "zip", identification },
            send: [...token, ...(wantsPasskey ? [inHeader] : [])],
          },
    match: {
      ...{ handshake: post("handshake"), phase1: post("phase1"), phase2: post("phase2"), report: post("report") },
      identification,
      send: [...token, ...(wantsPasskey ? [inBody] : [])],
      limits: { min_file_size, max_files_per_request, max_torrents_per_response },
    },
    requests_per_minute: rate_limit_per_minute === 0 ? null : rate_limit_per_minute,
  };
}

function needsPasskeyIn(personal: PersonalSettings | null): boolean {
  return personal !== null && needsPasskey(personal);
}

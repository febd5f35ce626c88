import { integer, type SettingDefinition } from "./setting-definition.ts";

const MIB = 1024 * 1024;

/** What a client may ask for at once, and how often. */
export const REQUEST_SETTINGS = {
  min_file_size: integer(
    100 * MIB,
    0,
    1024 ** 5,
    "Smallest file that clients should ask about. Sent in the handshake, not enforced.",
    "bytes",
  ),
  max_files_per_request: integer(10_000, 1, 1_000_000, "Most files in one match request."),
  max_torrents_per_response: integer(500, 1, 100_000, "Most torrents in one response."),
  max_body_bytes: integer(16 * MIB, 1024, 1024 * MIB, "Largest request body.", "bytes"),
  max_bodies_in_flight: integer(
    128 * MIB,
    MIB,
    1024 * 1024 * MIB,
    "Most memory for request bodies at a time. One address gets a quarter of it. Uploaded torrents do not count.",
    "bytes",
  ),
  max_push_bytes: integer(
    1024 * MIB,
    1024,
    2047 * MIB,
    "Largest body of POST /api/v1/torrents: one torrent or an archive.",
    "bytes",
  ),
  max_report_bytes: integer(MIB, 1024, 64 * MIB, "Largest report body.", "bytes"),
  rate_limit_per_minute: integer(
    0,
    0,
    1_000_000,
    "Requests to /match per minute and user, or per address if auth is none. 0: no limit.",
  ),
} as const satisfies Record<string, SettingDefinition>;

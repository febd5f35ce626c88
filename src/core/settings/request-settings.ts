import { integer, type SettingDefinition } from "./setting-definition.ts";

const MIB = 1024 * 1024;

/** What a client may ask for at once, and how often. */
export const REQUEST_SETTINGS = {
  min_file_size: integer(
    100 * MIB,
    0,
    1024 ** 5,
    "Smallest file a client should offer; told in the handshake, never enforced.",
    "bytes",
  ),
  max_files_per_request: integer(10_000, 1, 1_000_000, "How many files one match request may name."),
  max_torrents_per_response: integer(500, 1, 100_000, "How many torrents one response may hold."),
  max_body_bytes: integer(16 * MIB, 1024, 1024 * MIB, "Largest request body taken.", "bytes"),
  max_bodies_in_flight: integer(
    128 * MIB,
    MIB,
    1024 * 1024 * MIB,
    "Largest sum of request bodies in memory, a quarter of it for one address; pushes are not in it.",
    "bytes",
  ),
  max_push_bytes: integer(
    1024 * MIB,
    1024,
    2048 * MIB - 1,
    "Largest body of POST /api/v1/torrents taken, a torrent or an archive of them.",
    "bytes",
  ),
  max_report_bytes: integer(MIB, 1024, 64 * MIB, "Largest report body taken.", "bytes"),
  rate_limit_per_minute: integer(
    0,
    0,
    1_000_000,
    "Requests to /match a minute for each user, or for each address where nobody is asked who they are; 0: any number.",
  ),
} as const satisfies Record<string, SettingDefinition>;

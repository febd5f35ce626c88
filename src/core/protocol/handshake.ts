import { isObject } from "../json-text.ts";
import { failed, type Outcome } from "./problem.ts";
import { parsed, send } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** What a server says of itself (docs/protocol.md, section 1); what it does not say is null. */
export interface Handshake {
  /** Bytes; smaller files are not worth asking about. */
  minFileSize: number;
  maxFilesPerRequest: number;
  maxTorrentsPerResponse: number;
  capabilities: string[];
  auth: string | null;
  maxBodyBytes: number | null;
  maxExcludedIds: number | null;
  version: string | null;
}

/** `POST /match/handshake`. Limits that are absent or make no sense are those of the protocol. */
export async function handshake(
  transport: Transport,
  address: ServerAddress,
  options: { signal?: AbortSignal; onWait?: (ms: number, status: number) => void } = {},
): Promise<Outcome<Handshake>> {
  const outcome = await send(transport, {
    method: "POST",
    url: address.handshake,
    headers: { "content-type": "application/json", ...address.headers },
    body: JSON.stringify(address.fields),
    maxBytes: 65_536,
    ...options,
  });
  if (!outcome.ok) return outcome;
  const said = parsed(outcome.value);
  if (!isObject(said) || said["status"] !== "ok") {
    return failed("bad_answer", "the handshake response does not follow the match protocol");
  }
  const { capabilities } = said;
  return {
    ok: true,
    value: {
      minFileSize: whole(said["min_file_size"], 0) ?? 104_857_600,
      maxFilesPerRequest: Math.min(whole(said["max_files_per_request"], 1) ?? 10_000, 100_000),
      maxTorrentsPerResponse: whole(said["max_torrents_per_response"], 1) ?? 500,
      capabilities: Array.isArray(capabilities)
        ? capabilities.filter((name) => typeof name === "string").slice(0, 100)
        : [],
      auth: text(said["auth"]),
      maxBodyBytes: whole(said["max_body_bytes"], 1024),
      maxExcludedIds: whole(said["max_exclude_torrent_ids"], 0),
      version: text(said["version"]),
    },
  };
}

function whole(value: unknown, least: number): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, 100) : null;
}

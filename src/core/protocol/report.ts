import type { Outcome } from "./problem.ts";
import { send } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** What a client says of the torrents that it got (docs/protocol.md, section 1). */
export interface Report {
  confirmed: { info_hash: string; pieces_verified: number }[];
  rejected: { info_hash: string }[];
}

/** Torrents of one report; a server takes some MiB of them. */
const PER_REPORT = 5_000;

/** `POST /match/report`, in several where there are many; the first problem ends it. */
export async function sendReport(
  transport: Transport,
  address: ServerAddress,
  report: Report,
  options: { signal?: AbortSignal } = {},
): Promise<Outcome<number>> {
  const { confirmed, rejected } = report;
  const total = confirmed.length + rejected.length;
  for (let at = 0; at < total; at += PER_REPORT) {
    const part = reportRequest(address, {
      confirmed: confirmed.slice(at, at + PER_REPORT),
      rejected: rejected.slice(Math.max(0, at - confirmed.length), Math.max(0, at + PER_REPORT - confirmed.length)),
    });
    const outcome = await send(transport, {
      method: "POST",
      url: address.report,
      headers: { "content-type": "application/json", ...address.headers },
      body: JSON.stringify(part),
      maxBytes: 65_536,
      ...options,
    });
    if (!outcome.ok) return outcome;
  }
  return { ok: true, value: total };
}

/** The body of a report. */
export function reportRequest({ fields }: Pick<ServerAddress, "fields">, report: Report): Record<string, unknown> {
  return { ...fields, ...report };
}

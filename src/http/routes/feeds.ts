import { Elysia } from "elysia";
import { MAX_FEED } from "../../core/api/limits.ts";
import { bytesToHex } from "../../core/hex.ts";
import { invalid, show } from "../../core/json-text.ts";
import type { Guard } from "../request/guard.ts";
import { withContext, withToken } from "../request/with-context.ts";

const NDJSON = "application/x-ndjson";

/** `GET /api/v1/hand-outs` and `GET /api/v1/revivals`: what a site counts and rewards, line by line behind an id. */
export function feedRoutes(guard: Guard) {
  return new Elysia({ name: "feeds" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .get("/api/v1/hand-outs", ({ context, query }) =>
      context.text(lines(context.store.handOuts.after(afterOf(query), MAX_FEED)), NDJSON),
    )
    .get("/api/v1/revivals", ({ context, query }) =>
      context.text(lines(context.store.swarms.revivalsAfter(afterOf(query), MAX_FEED)), NDJSON),
    );
}

interface FeedRow {
  id: number;
  at: number;
  user: string | null;
  infoHash: Uint8Array;
  torrentId: number;
  externalId: string | null;
  way: string | null;
}

function lines(rows: readonly FeedRow[]): string {
  return rows
    .map(({ id, at, user, infoHash, torrentId, externalId, way }) => {
      const time = new Date(at).toISOString();
      const line = {
        id,
        time,
        user,
        info_hash: bytesToHex(infoHash),
        torrent_id: torrentId,
        external_id: externalId,
        way,
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join("");
}

function afterOf(query: Readonly<Record<string, unknown>>): number {
  const { after = "0" } = query;
  if (typeof after === "string" && /^\d{1,15}$/.test(after)) return Number(after);
  throw invalid(`after: expected a line ID, got ${show(after)}`);
}

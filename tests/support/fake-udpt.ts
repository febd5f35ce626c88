import type { ApiReply, ApiRequest } from "./api-server.ts";

/** A peer as UDPT 3.1.2 tells of it. */
export interface UdptPeer {
  ip: string;
  left: number;
  event: "None" | "Started" | "Stopped" | "Completed";
}

export interface UdptEntry {
  is_flagged: boolean;
  seeders: number;
  leechers: number;
  peers: readonly UdptPeer[];
}

export const UDPT_TOKEN = "s3cret/to+ken";

/** UDPT 3.1.2 as it was recorded, its faults included: statuses that lie, counts that are wrong, one page at most 4,000. */
export class FakeUdpt {
  readonly torrents = new Map<string, UdptEntry>();
  /** What is answered in place of all else. */
  instead: ((request: ApiRequest) => ApiReply | null) | null = null;
  maxPage = 4_000;
  /** Static mode: what is not registered is not there. */
  add(hash: string, entry: Partial<UdptEntry> = {}): void {
    this.torrents.set(hash, { is_flagged: false, seeders: 0, leechers: 0, peers: [], ...entry });
  }

  /** As after SIGINT and a start: the file it wrote cannot be read. */
  restart(): void {
    this.torrents.clear();
  }

  readonly answer = (request: ApiRequest): ApiReply => {
    const { method, path, query, headers, body } = request;
    const special = this.instead?.(request);
    if (special) return special;
    if (path === "/") return [200, "<html></html>", { "content-type": "text/html" }];
    if (query.get("token") !== UDPT_TOKEN) return [500, 'Unhandled rejection: Err { reason: "Access Denied" }'];
    if (path === "/t" || path === "/t/") return this.list(query);
    const hash = path.slice("/t/".length).toLowerCase();
    if (method === "POST") return this.post(hash, body, headers);
    const entry = this.torrents.get(hash);
    if (method !== "GET" || !entry) return [405, "HTTP method not allowed"];
    const peers = entry.peers.map(({ ip, left, event }, i) => [
      { id: `2d4c${i}`, client: null },
      { ip, uploaded: 0, downloaded: 0, left, event, updated: 26_157 },
    ]);
    return [200, { info_hash: hash, completed: 0, ...entry, peers }];
  };

  private list(query: URLSearchParams): ApiReply {
    const limit = Number(query.get("limit") ?? 1_000);
    const offset = Number(query.get("offset") ?? 0);
    if (Number.isNaN(limit) || Number.isNaN(offset)) return [400, "Invalid query string"];
    const sorted = [...this.torrents].sort(([a], [b]) => (a < b ? -1 : 1));
    const page = sorted.slice(offset, offset + Math.min(limit, this.maxPage));
    return [
      200,
      page.map(([info_hash, { is_flagged, seeders, leechers }]) => {
        return { info_hash, is_flagged, completed: 0, seeders, leechers };
      }),
    ];
  }

  private post(hash: string, body: string, headers: ApiRequest["headers"]): ApiReply {
    if (headers["content-length"] === undefined) return [411, "A content-length header is required"];
    if (headers["content-type"] !== "application/json") return [415, "The request's content-type is not supported"];
    const flag: unknown = (JSON.parse(body) as { is_flagged?: unknown } | null)?.is_flagged;
    const entry = this.torrents.get(hash);
    if (entry && flag === true)
      this.torrents.set(hash, { ...entry, is_flagged: true, leechers: 4_294_967_295, peers: [] });
    else if (entry && flag === false) this.torrents.set(hash, { ...entry, is_flagged: false });
    // Without effect where it is not known: only a flag registers.
    else if (flag === true) this.add(hash, { is_flagged: true });
    return [200, { status: "ok" }];
  }
}

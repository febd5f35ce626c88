import type { ApiReply, ApiRequest } from "./api-server.ts";

export const ACTIX_TOKEN = "MyApiToken-1";

/** Bytes of a body that Torrust-Actix takes. */
const MAX_BODY = 1024 * 1024;

/** Torrust-Actix 4.2.16 as it was recorded, its faults included. */
export class FakeActix {
  readonly whitelist = new Set<string>();
  readonly blacklist = new Set<string>();
  /** Key → Unix seconds. */
  readonly keys = new Map<string, number>();
  modes = { whitelist: true, blacklist: true, keys: true };
  started = 1_795_771_169;
  users = 0;
  /** What is answered in place of all else. */
  instead: ((request: ApiRequest) => ApiReply | null) | null = null;

  /** As with `persistent = false`, its default. */
  restart(): void {
    this.started += 60;
    for (const lost of [this.whitelist, this.blacklist, this.keys]) lost.clear();
  }

  readonly answer = (request: ApiRequest): ApiReply => {
    const { method, path, headers, body } = request;
    const special = this.instead?.(request);
    if (special) return special;
    if (headers["authorization"] === undefined) return [400, { status: "missing token" }];
    if (headers["authorization"] !== `Bearer ${ACTIX_TOKEN}`) return [400, { status: "invalid token" }];
    if (path === "/stats") return [200, this.stats()];
    const [, what = "", key = ""] = /^\/api\/(key|whitelists|blacklists)(?:\/(.*))?$/.exec(path) ?? [];
    if (what === "key") return this.key(key);
    if (what === "") return [404, { status: "not found" }];
    if (headers["content-length"] === undefined || body === "") return [400, { status: "bad json body" }];
    if (body.length > MAX_BODY) return [400, { status: "chunk size exceeded" }];
    return this.list(method, what === "whitelists" ? "whitelists" : "blacklists", JSON.parse(body) as string[]);
  };

  private stats(): Record<string, unknown> {
    const { started, modes, users } = this;
    return {
      started,
      torrents: 3,
      seeds: 3,
      peers: 0,
      completed: 2,
      whitelist_enabled: modes.whitelist,
      whitelist: this.whitelist.size,
      blacklist_enabled: modes.blacklist,
      blacklist: this.blacklist.size,
      keys_enabled: modes.keys,
      keys: this.keys.size,
      users,
    };
  }

  private key(key: string): ApiReply {
    if (key.length !== 40) return [400, { status: "bad key_hash" }];
    const timeout = this.keys.get(key);
    return timeout === undefined ? [404, { status: "unknown key_hash" }] : [200, { status: "ok", timeout }];
  }

  private list(method: string, what: "whitelists" | "blacklists", hashes: readonly string[]): ApiReply {
    const set = what === "whitelists" ? this.whitelist : this.blacklist;
    if (what === "whitelists" && hashes.some((hash) => hash.length !== 40)) return [400, { status: "bad info_hash" }];
    if (method === "GET") {
      return [200, { status: "ok", [what]: Object.fromEntries(hashes.map((hash) => [hash, set.has(hash)])) }];
    }
    const answer = hashes.map((hash) => [hash, { status: set.has(hash) ? "info_hash updated" : "ok" }]);
    for (const hash of hashes) set.add(hash);
    return [200, { status: "ok", [what]: Object.fromEntries(answer) }];
  }
}

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { bytesToHex } from "../../src/core/hex.ts";
import { filePath } from "../../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";

export interface FakeOptions {
  webapiVersion?: string;
  /** The only API key that is taken; absent: there are none. */
  key?: string;
  password?: string;
  /** 5.2 calls its cookie after its port and answers a login with 204 or 401. */
  isNewest?: boolean;
  /** What it answers in place of the truth, by path. */
  lies?: Readonly<Record<string, (said: unknown) => unknown>>;
  /** Called before each request is answered, with its path. */
  onRequest?: (path: string) => void;
}

interface Fake {
  hash: string;
  infohash_v1: string;
  infohash_v2: string;
  name: string;
  save_path: string;
  state: string;
  progress: number;
  amount_left: number;
  downloaded: number;
  size: number;
  total_size: number;
  category: string;
  tags: string;
  files: { name: string; size: number; progress: number; index: number }[];
}

/**
 * qBittorrent 5 as far as a hand-over goes, with the answers that 5.1.0 was seen to give: `paused`, `pause` and `resume`
 * are unknown to it. A check finds what lies in the folder with the right size.
 */
export class FakeQBittorrent implements Disposable {
  readonly torrents = new Map<string, Fake>();
  readonly categories = new Set<string>();
  readonly tags = new Set<string>();
  readonly asked: string[] = [];
  readonly forms: Record<string, string>[] = [];
  logins = 0;
  private server: ReturnType<typeof Bun.serve>;
  private readonly port: number;

  constructor(private readonly options: FakeOptions = {}) {
    this.server = this.listen(0);
    this.port = this.server.port ?? 0;
  }

  /** Ends without an answer to whoever asks now. */
  goAway(): void {
    void this.server.stop(true);
  }

  comeBack(): void {
    this.server = this.listen(this.port);
  }

  private listen(port: number): ReturnType<typeof Bun.serve> {
    return Bun.serve({ hostname: "127.0.0.1", port, fetch: (request) => this.answer(request) });
  }

  get address(): string {
    return `qbittorrent:http://127.0.0.1:${this.port}`;
  }

  [Symbol.dispose](): void {
    void this.server.stop(true);
  }

  private async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace("/api/v2/", "");
    this.options.onRequest?.(path);
    this.asked.push(`${request.method} ${path}`);
    if (path === "auth/login") return this.logIn(new URLSearchParams(await request.text()));
    if (!this.isLetIn(request)) return new Response("Forbidden", { status: 403 });
    if (path === "app/webapiVersion") return new Response(this.options.webapiVersion ?? "2.11.4");
    if (path === "app/version") return new Response("v5.1.0");
    const handler = this.handlers[path];
    if (!handler) return new Response("Not Found", { status: 404 });
    const isForm = request.headers.get("content-type")?.startsWith("multipart/") ?? false;
    const form = isForm ? await request.formData() : new URLSearchParams(await request.text());
    const said = await handler(url.searchParams, form as FormData);
    const lie = this.options.lies?.[path];
    const told = lie ? lie(said) : said;
    if (told instanceof Response) return told;
    return typeof told === "string" ? new Response(told) : Response.json(told);
  }

  private logIn(form: URLSearchParams): Response {
    this.logins++;
    const isRight = form.get("username") === "admin" && form.get("password") === (this.options.password ?? "");
    const { isNewest } = this.options;
    const cookie = isNewest ? `QBT_SID_${this.port}=abc` : "SID=abc";
    const headers = isRight ? { "Set-Cookie": `${cookie}; HttpOnly; SameSite=Strict; path=/` } : undefined;
    const init = headers ? { headers } : {};
    if (isNewest) return new Response(null, { status: isRight ? 204 : 401, ...init });
    return new Response(isRight ? "Ok." : "Fails.", init);
  }

  private isLetIn(request: Request): boolean {
    if (this.options.key !== undefined) return request.headers.get("authorization") === `Bearer ${this.options.key}`;
    if (this.options.password === undefined) return true;
    return /SID(_\d+)?=abc/.test(request.headers.get("cookie") ?? "");
  }

  private readonly handlers: Record<string, (query: URLSearchParams, form: FormData) => unknown> = {
    "torrents/info": (query) => {
      const wanted = query.get("hashes")?.split("|");
      const [category, tag] = [query.get("category"), query.get("tag")];
      const said = structuredClone([...this.torrents.values()]);
      // It is seen once while it checks.
      for (const torrent of this.torrents.values()) if (torrent.state === "checkingDL") this.check(torrent);
      return said.filter(
        (torrent) =>
          (wanted?.includes(torrent.hash) ?? true) &&
          (category === null || torrent.category === category) &&
          (tag === null || torrent.tags === tag),
      );
    },
    "torrents/files": (query) => this.torrents.get(query.get("hash") ?? "")?.files ?? [],
    "torrents/categories": () => Object.fromEntries([...this.categories].map((name) => [name, { name, savePath: "" }])),
    "torrents/tags": () => [...this.tags],
    "torrents/removeCategories": (_, form) => String(this.categories.delete(String(form.get("categories")))),
    "torrents/deleteTags": (_, form) => String(this.tags.delete(String(form.get("tags")))),
    "torrents/add": (_, form) => this.add(form),
    "torrents/recheck": (_, form) => this.each(form, (torrent) => Object.assign(torrent, { state: "checkingDL" })),
    "torrents/start": (_, form) =>
      this.each(form, (torrent) => {
        if (torrent.state === "missingFiles") this.check(torrent);
        torrent.state = torrent.progress === 1 ? "stalledUP" : "stalledDL";
      }),
    "torrents/stop": (_, form) => this.each(form, (torrent) => Object.assign(torrent, { state: "stoppedDL" })),
    "torrents/delete": (_, form) => this.each(form, ({ hash }) => this.torrents.delete(hash)),
  };

  private each(form: FormData, action: (torrent: Fake) => void): Response {
    for (const hash of String(form.get("hashes")).split("|")) {
      const torrent = this.torrents.get(hash);
      if (torrent) action(torrent);
    }
    return new Response(null, { status: this.options.isNewest ? 204 : 200 });
  }

  private async add(form: FormData): Promise<Response> {
    const bytes = new Uint8Array(await (form.get("torrents") as unknown as Blob).arrayBuffer());
    const said: Record<string, string> = {};
    form.forEach((value, name) => {
      if (typeof value === "string") said[name] = value;
    });
    this.forms.push(said);
    const metainfo = parseMetainfo(bytes);
    const v1 = metainfo.infoHashV1 ? bytesToHex(metainfo.infoHashV1) : "";
    const v2 = metainfo.infoHashV2 ? bytesToHex(metainfo.infoHashV2) : "";
    const hash = v2 === "" ? v1 : v2.slice(0, 40);
    if (this.torrents.has(hash)) return new Response("Fails.");
    const isTrusted = said["skip_checking"] === "true";
    const files = metainfo.files
      .filter(({ pad }) => !pad)
      .map((file, index) => ({
        name: filePath(metainfo, file),
        size: file.length,
        progress: isTrusted ? 1 : 0,
        index,
      }));
    const torrent: Fake = {
      hash,
      infohash_v1: v1,
      infohash_v2: v2,
      name: metainfo.name,
      save_path: said["savepath"] ?? "",
      // 5.x passes over `paused`.
      state: said["stopped"] !== "true" ? "stalledUP" : isTrusted ? "missingFiles" : "stoppedDL",
      progress: 0,
      amount_left: metainfo.payloadSize,
      downloaded: 0,
      size: metainfo.payloadSize,
      total_size: metainfo.payloadSize,
      category: said["category"] ?? "",
      tags: said["tags"] ?? "",
      files,
    };
    this.torrents.set(hash, torrent);
    if (torrent.category !== "") this.categories.add(torrent.category);
    if (torrent.tags !== "") this.tags.add(torrent.tags);
    return new Response("Ok.");
  }

  private check(torrent: Fake): void {
    for (const file of torrent.files) {
      const path = join(torrent.save_path, file.name);
      file.progress = existsSync(path) && statSync(path).size === file.size ? 1 : 0;
    }
    torrent.amount_left = torrent.files.reduce((left, file) => left + (file.progress === 1 ? 0 : file.size), 0);
    torrent.progress = 1 - torrent.amount_left / torrent.size;
    torrent.state = torrent.amount_left === 0 ? "stoppedUP" : "stoppedDL";
  }
}

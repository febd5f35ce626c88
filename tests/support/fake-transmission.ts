import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { bytesToHex } from "../../src/core/hex.ts";
import { filePath } from "../../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";

interface Fake {
  hashString: string;
  name: string;
  downloadDir: string;
  status: number;
  totalSize: number;
  haveValid: number;
  leftUntilDone: number;
  downloadedEver: number;
  error: number;
  errorString: string;
  labels: string[];
  files: { name: string; length: number; bytesCompleted: number }[];
}

/**
 * Transmission 4 as far as a hand-over goes, with the answers of 4.1: a session id by 409 that is renewed now and then,
 * 401 without the password, names that are no UTF-8 sent as they are.
 */
export class FakeTransmission implements Disposable {
  readonly torrents = new Map<string, Fake>();
  readonly methods: string[] = [];
  private session = 1;
  private readonly server: ReturnType<typeof Bun.serve>;

  /** @param rawName bytes that take the place of the first file's name in answers */
  constructor(private readonly options: { password?: string; rawName?: Uint8Array } = {}) {
    this.server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.answer(request) });
  }

  get address(): string {
    return `transmission:http://127.0.0.1:${this.server.port}`;
  }

  /** The id that was given so far is good no more, as after a restart. */
  renewSession(): void {
    this.session++;
  }

  [Symbol.dispose](): void {
    void this.server.stop(true);
  }

  private async answer(request: Request): Promise<Response> {
    const { password } = this.options;
    const login = `Basic ${Buffer.from(`transmission:${password}`).toString("base64")}`;
    if (password !== undefined && request.headers.get("authorization") !== login)
      return new Response("", { status: 401 });
    if (request.headers.get("x-transmission-session-id") !== String(this.session)) {
      return new Response("", { status: 409, headers: { "X-Transmission-Session-Id": String(this.session) } });
    }
    // biome-ignore lint/suspicious/noExplicitAny: what a client sends is looked at as it comes
    const { method, arguments: given } = (await request.json()) as { method: string; arguments: any };
    this.methods.push(method);
    const text = JSON.stringify({ result: "success", arguments: this.handle(method, given) });
    const { rawName } = this.options;
    if (rawName === undefined) return new Response(text);
    const [before = "", after = ""] = text.split("RAW");
    return new Response(after === "" ? text : Buffer.concat([Buffer.from(before), rawName, Buffer.from(after)]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see above
  private handle(method: string, given: any): object {
    if (method === "session-get") return { version: "4.1.0 (a1b2c3)", "rpc-version": 18 };
    if (method === "torrent-add") return this.add(given);
    const ids: string[] = given.ids ?? [...this.torrents.keys()];
    const chosen = ids.flatMap((id) => this.torrents.get(id) ?? []);
    if (method === "torrent-get") return { torrents: chosen };
    for (const torrent of chosen) {
      if (method === "torrent-set") torrent.labels = given.labels;
      if (method === "torrent-verify") this.verify(torrent);
      if (method === "torrent-start") torrent.status = torrent.leftUntilDone === 0 ? 6 : 4;
      if (method === "torrent-stop") torrent.status = 0;
      if (method === "torrent-remove") this.torrents.delete(torrent.hashString);
    }
    return {};
  }

  // biome-ignore lint/suspicious/noExplicitAny: see above
  private add(given: any): object {
    const metainfo = parseMetainfo(new Uint8Array(Buffer.from(given.metainfo, "base64")));
    const hashString = bytesToHex(metainfo.infoHashV1 ?? new Uint8Array());
    const told = { hashString, name: metainfo.name, id: 1 };
    if (this.torrents.has(hashString)) return { "torrent-duplicate": told };
    const files = metainfo.files.map((file, i) => ({
      name: this.options.rawName && i === 0 ? `${metainfo.name}/RAW` : filePath(metainfo, file),
      length: file.length,
      bytesCompleted: 0,
    }));
    const size = metainfo.totalSize;
    this.torrents.set(hashString, {
      ...{ hashString, name: metainfo.name, downloadDir: given["download-dir"], status: given.paused ? 0 : 4 },
      ...{ totalSize: size, haveValid: 0, leftUntilDone: size, downloadedEver: 0, error: 0, errorString: "" },
      ...{ labels: given.labels ?? [], files },
    });
    return { "torrent-added": told };
  }

  private verify(torrent: Fake): void {
    for (const file of torrent.files) {
      const raw = this.options.rawName ?? new Uint8Array();
      const folder = join(torrent.downloadDir, file.name.replace(/RAW$/, ""));
      const path = file.name.endsWith("RAW")
        ? Buffer.concat([Buffer.from(`${folder.replace(/\/$/, "")}/`), raw])
        : join(torrent.downloadDir, file.name);
      file.bytesCompleted = existsSync(path) && statSync(path).size === file.length ? file.length : 0;
    }
    torrent.haveValid = torrent.files.reduce((sum, { bytesCompleted }) => sum + bytesCompleted, 0);
    torrent.leftUntilDone = torrent.totalSize - torrent.haveValid;
  }
}

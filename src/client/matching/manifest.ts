import { readFileSync, statSync } from "node:fs";
import { isObject } from "../../core/json-text.ts";
import { systemPath } from "../../core/path-bytes.ts";
import { Spool } from "../../work/files/spool.ts";

const MAX_MANIFEST = 256 * 1024 * 1024;
const HEAD = '{"version":1,"torrents":[\n';
const FOOT = "\n]}\n";

/** One torrent of the manifest: where its files lie, and where they belong. */
export interface ManifestEntry {
  info_hash: string;
  name: string;
  status: string;
  /** Name of the .torrent in the folder. */
  torrent: string;
  files: { path: string; size: number; local: string | null; whole: boolean }[];
}

/** A manifest, a line of JSON for each torrent; it is in a file while it is made, since torrents may have many files. */
export class Manifest implements Disposable {
  private readonly lines = new Map<string, { torrent: string; at: number; length: number }>();
  private readonly torrents = new Set<string>();
  private readonly spool: Spool;

  /** @param path where it is to lie. @throws ReseederError `DATABASE_…` where nothing can be written there */
  constructor(path: string) {
    this.spool = Spool.beside(path);
  }

  [Symbol.dispose](): void {
    this.spool[Symbol.dispose]();
  }

  /** Takes over what is in a manifest. @throws where the file is no manifest */
  read(path: string): void {
    const stat = statSync(systemPath(path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.size > MAX_MANIFEST) throw new RangeError(`over ${MAX_MANIFEST} bytes`);
    const bytes = readFileSync(systemPath(path));
    if (bytes.subarray(0, HEAD.length).toString() === HEAD && bytes.subarray(-FOOT.length).toString() === FOOT) {
      for (const line of linesOf(bytes.subarray(HEAD.length, -FOOT.length))) this.take(JSON.parse(line));
      return;
    }
    // Somebody's editor has other ideas of lines.
    const value: unknown = JSON.parse(bytes.toString());
    if (!isObject(value) || value["version"] !== 1 || !Array.isArray(value["torrents"]))
      throw new Error("another form");
    for (const entry of value["torrents"]) this.take(entry);
  }

  /** Name of the .torrent of an info-hash; null where it has none. */
  torrentOf(infoHash: string): string | null {
    return this.lines.get(infoHash)?.torrent ?? null;
  }

  /** True when one of its .torrents has this name. */
  hasTorrent(name: string): boolean {
    return this.torrents.has(name);
  }

  /** Adds a torrent, or puts it in place of what was known of it. */
  set(entry: ManifestEntry): void {
    const line = new TextEncoder().encode(JSON.stringify(entry));
    this.lines.set(entry.info_hash, { torrent: entry.torrent, at: this.spool.length, length: line.length });
    this.torrents.add(entry.torrent);
    this.spool.write(line);
  }

  /** Its text in parts, by info-hash; each is valid until the next. */
  *text(): Generator<Uint8Array> {
    const encoder = new TextEncoder();
    yield encoder.encode(HEAD);
    let between = "";
    let buffer = new Uint8Array();
    for (const [, { at, length }] of [...this.lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield encoder.encode(between);
      if (length > buffer.length) buffer = new Uint8Array(length);
      yield this.spool.readAt(at, length, buffer.subarray(0, length));
      between = ",\n";
    }
    yield encoder.encode(FOOT);
  }

  private take(value: unknown): void {
    if (isEntry(value)) this.set(value);
  }
}

function* linesOf(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at) < 0 ? bytes.length : bytes.indexOf(10, at);
    const line = bytes.subarray(at, end).toString();
    yield line.endsWith(",") ? line.slice(0, -1) : line;
    at = end + 1;
  }
}

/** Names in it are ours, but the file may have been edited. */
function isEntry(value: unknown): value is ManifestEntry {
  if (!isObject(value)) return false;
  const { info_hash: hash, torrent, name, files } = value;
  const isName = typeof torrent === "string" && /^[^/\\\0]+\.torrent$/.test(torrent);
  return (
    isName &&
    typeof hash === "string" &&
    /^[0-9a-f]{40,64}$/.test(hash) &&
    typeof name === "string" &&
    Array.isArray(files)
  );
}

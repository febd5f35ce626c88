import { nativeDigests } from "../../src/core/hashing/native-digests.ts";
import { fileRoot } from "./file-root.ts";

/** A value to encode; a Map keeps the order of its keys, which is how odd orders and doubled keys are made (`Raw`). */
export type Bencodable =
  | number
  | bigint
  | string
  | Uint8Array
  | Raw
  | Bencodable[]
  | Map<string | Uint8Array | Raw, Bencodable>;

/** Bytes that go into the encoding as they are. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array | string) {
    this.bytes = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
  }
}

/** One file of a torrent to build; without `data` its `length` bytes are made up, the same ones for the same path and length. */
export interface FileSpec {
  /** Parts joined with `/`, or the parts themselves, as text or as raw bytes. */
  path: string | (string | Uint8Array)[];
  length?: number;
  data?: Uint8Array;
  /** BEP 47 `attr`. */
  attr?: string;
  /** BEP 47 target of a symbolic link; the file then has no bytes. */
  symlink?: string[];
  /** Further keys of the file's dictionary. */
  extra?: Record<string, Bencodable>;
}

export interface TorrentSpec {
  name: string | Uint8Array;
  files: FileSpec[];
  /** The first file stands for itself, without a root folder; its path is not used. */
  single?: boolean;
  pieceLength?: number;
  version?: "v1" | "v2" | "hybrid";
  /** v1: a BEP 47 padding file after each file that ends inside a piece, but the last; a hybrid always has them. */
  padding?: boolean;
  private?: boolean;
  announce?: string;
  announceList?: string[][];
  /** Further or other keys of `info`; `null` takes one away. */
  info?: Record<string, Bencodable | null>;
  /** Further or other keys around `info`; `null` takes one away. */
  outer?: Record<string, Bencodable | null>;
  /** Sort the keys of `info` and around it (as BEP 3 wants); else they stay as set. */
  sorted?: boolean;
}

/** A whole .torrent file with real piece hashes, pieces roots and piece layers over its files' contents. */
export function buildTorrent(spec: TorrentSpec): Uint8Array {
  const version = spec.version ?? "v1";
  const pieceLength = spec.pieceLength ?? 16384;
  const sorted = spec.sorted ?? true;
  const info = new Map<string, Bencodable>();
  const outer = new Map<string, Bencodable>();
  if (spec.announce !== undefined) outer.set("announce", spec.announce);
  if (spec.announceList !== undefined) outer.set("announce-list", spec.announceList);
  const specs = spec.single ? spec.files.slice(0, 1) : spec.files;
  const files = specs.map((file) => ({ ...file, parts: partsOf(spec, file), data: contentOf(file) }));
  if (version !== "v1") {
    files.sort((a, b) => comparePaths(a.parts, b.parts));
    const { tree, layers } = buildTree(files, pieceLength);
    info.set("file tree", tree);
    info.set("meta version", 2);
    outer.set("piece layers", layers);
  }
  info.set("name", spec.name);
  info.set("piece length", pieceLength);
  if (version !== "v2") {
    const contents: Uint8Array[] = [];
    const list: Bencodable[] = [];
    for (const [index, file] of files.entries()) {
      contents.push(file.data);
      list.push(entry(file, new Map<string, Bencodable>([["path", file.parts]])));
      const gap = (pieceLength - (file.data.length % pieceLength)) % pieceLength;
      const followed = files.slice(index + 1).some((later) => later.data.length > 0);
      if ((spec.padding || version === "hybrid") && gap > 0 && followed) {
        contents.push(new Uint8Array(gap));
        list.push(
          new Map<string, Bencodable>([
            ["attr", "p"],
            ["length", gap],
            ["path", [".pad", String(gap)]],
          ]),
        );
      }
    }
    if (spec.single) info.set("length", files[0]?.data.length ?? 0);
    else info.set("files", list);
    info.set("pieces", pieceHashes(Buffer.concat(contents), pieceLength));
  }
  if (spec.private) info.set("private", 1);
  override(info, spec.info);
  outer.set("info", sorted ? sortKeys(info) : info);
  override(outer, spec.outer);
  return encode(sorted ? sortKeys(outer) : outer);
}

/** `length` bytes that depend on `seed` alone (xorshift32). */
export function pseudoRandom(length: number, seed: string): Uint8Array {
  let state = Bun.hash.crc32(seed) || 1;
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** The content that `buildTorrent` gives a file: its `data`, or made up from path and length. */
export function contentOf({ path, length, data, symlink }: FileSpec): Uint8Array {
  if (symlink !== undefined) return new Uint8Array(0);
  return data ?? pseudoRandom(length ?? 0, `${typeof path === "string" ? path : path.join("/")}:${length ?? 0}`);
}

/** Bencoding of `value`, with the keys of Maps in their own order. */
export function encode(value: Bencodable): Uint8Array {
  const parts: Uint8Array[] = [];
  write(parts, value);
  return new Uint8Array(Buffer.concat(parts));
}

/** `map` with its keys in the order of their bytes, as BEP 3 wants. */
export function sortKeys(map: Map<string, Bencodable>): Map<string, Bencodable> {
  return new Map([...map].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

interface Content {
  parts: (string | Uint8Array)[];
  data: Uint8Array;
}

function write(parts: Uint8Array[], value: Bencodable): void {
  if (value instanceof Raw) parts.push(value.bytes);
  else if (typeof value === "number" || typeof value === "bigint") parts.push(Buffer.from(`i${value}e`));
  else if (typeof value === "string") write(parts, Buffer.from(value));
  else if (value instanceof Uint8Array) parts.push(Buffer.from(`${value.length}:`), value);
  else if (Array.isArray(value)) {
    parts.push(Buffer.from("l"));
    for (const item of value) write(parts, item);
    parts.push(Buffer.from("e"));
  } else {
    parts.push(Buffer.from("d"));
    for (const [key, item] of value) {
      write(parts, key);
      write(parts, item);
    }
    parts.push(Buffer.from("e"));
  }
}

function partsOf(spec: TorrentSpec, file: FileSpec): (string | Uint8Array)[] {
  if (spec.single) return [spec.name];
  return typeof file.path === "string" ? file.path.split("/") : file.path;
}

function comparePaths(a: (string | Uint8Array)[], b: (string | Uint8Array)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = Buffer.compare(Buffer.from(a[i] as string), Buffer.from(b[i] as string));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The dictionary of one file, keys sorted, around what v1 or v2 adds. */
function entry(file: FileSpec & Content, keys: Map<string, Bencodable>): Map<string, Bencodable> {
  keys.set("length", file.data.length);
  const attr = file.attr ?? (file.symlink ? "l" : undefined);
  if (attr !== undefined) keys.set("attr", attr);
  if (file.symlink !== undefined) keys.set("symlink path", file.symlink);
  override(keys, file.extra);
  return sortKeys(keys);
}

function buildTree(
  files: (FileSpec & Content)[],
  pieceLength: number,
): { tree: Map<string, Bencodable>; layers: Bencodable } {
  const tree = new Map<string, Bencodable>();
  const layers = new Map<string, Uint8Array>();
  for (const file of files) {
    let folder = tree;
    for (const part of file.parts) {
      const key = Buffer.from(part as string).toString("latin1");
      if (!folder.has(key)) folder.set(key, new Map());
      folder = folder.get(key) as Map<string, Bencodable>;
    }
    const keys = new Map<string, Bencodable>();
    if (file.data.length > 0) {
      const { root, layer } = fileRoot(file.data, pieceLength, nativeDigests.sha256);
      keys.set("pieces root", root);
      if (layer !== null) layers.set(Buffer.from(root).toString("latin1"), layer);
    }
    folder.set("", entry(file, keys));
  }
  return {
    tree: binaryKeys(tree) as Map<string, Bencodable>,
    layers: binaryKeys(new Map([...layers].sort(([a], [b]) => (a < b ? -1 : 1)))),
  };
}

/** Keys that were raw bytes, one character each, as bytes again; the dictionaries of files stay as they are. */
function binaryKeys(map: Map<string, Bencodable>): Bencodable {
  const out = new Map<Uint8Array, Bencodable>();
  for (const [key, value] of map) {
    out.set(
      Buffer.from(key, "latin1"),
      key !== "" && value instanceof Map ? binaryKeys(value as Map<string, Bencodable>) : value,
    );
  }
  return out;
}

function pieceHashes(content: Uint8Array, pieceLength: number): Uint8Array {
  const hashes: Uint8Array[] = [];
  for (let start = 0; start < content.length; start += pieceLength) {
    hashes.push(new Bun.CryptoHasher("sha1").update(content.subarray(start, start + pieceLength)).digest());
  }
  return new Uint8Array(Buffer.concat(hashes));
}

function override(keys: Map<string, Bencodable>, extra: Record<string, Bencodable | null> | undefined): void {
  for (const [key, value] of Object.entries(extra ?? {})) {
    if (value === null) keys.delete(key);
    else keys.set(key, value);
  }
}

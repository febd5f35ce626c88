/** Other names under which a file, or a part of its path, may stand on a user's disk. */
export interface NameForms {
  /** As libtorrent's clients write it, where that is not the name itself. */
  written: string | null;
  /** As others may have written it. */
  others: string[];
}

/** Bytes of a name from which on libtorrent writes nothing more of it but a short ending. */
const MAX_WRITTEN = 240;
const MAX_ENDING = 10;

/**
 * What old programs wrote names in without saying so. All that can be read so are kept as further names: with the size
 * equal to the byte a wrong one matches nothing, and a guess that is right nine times out of ten loses the tenth.
 */
const OLD_ENCODINGS = ["gbk", "big5", "shift_jis", "euc-kr", "windows-1252", "windows-1251", "koi8-r"];

/** Names in old encodings, for one torrent's; decoders are made once. */
export class OldNames {
  private readonly decoders: TextDecoder[] = [];
  /** Bytes of names that may still be read in all ways: a torrent of nothing else would cost seven times as much. */
  private left = 256 * 1024;

  /** All texts that the bytes of a name that is no UTF-8 may stand for. */
  of(bytes: Uint8Array): string[] {
    this.left -= bytes.length;
    if (this.left < 0) return [];
    if (this.decoders.length === 0) {
      for (const encoding of OLD_ENCODINGS) {
        this.decoders.push(new TextDecoder(encoding as ConstructorParameters<typeof TextDecoder>[0]));
      }
    }
    return this.decoders.map((decoder) => decoder.decode(bytes)).filter((text) => !/[\ufffd\u0080-\u009f]/.test(text));
  }
}

/**
 * Bytes that are no UTF-8 as libtorrent reads them: a broken character becomes `_`, together with the bytes that its first
 * one claims.
 */
export function libtorrentText(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const claimed = claimedLength(bytes[i] as number);
    const character = bytes.subarray(i, i + claimed);
    text += claimed <= 4 && character.length === claimed ? decodeOne(character) : "_";
    i += claimed;
  }
  return text;
}

function claimedLength(first: number): number {
  if (first < 0xc0 || first >= 0xfe) return 1;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  if (first < 0xf8) return 4;
  return first < 0xfc ? 5 : 6;
}

function decodeOne(character: Uint8Array): string {
  if (character.length === 1)
    return (character[0] as number) < 0x80 ? String.fromCharCode(character[0] as number) : "_";
  const text = UTF8.decode(character);
  return text.includes("\ufffd") ? "_" : text;
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** A safe name as libtorrent writes it: of a long one the first 240 bytes, and its ending where that is short. */
export function cutAsWritten(name: string): string {
  if (name.length * 3 < MAX_WRITTEN) return name;
  let bytes = 0;
  let last = 0;
  let end = 0;
  for (const character of name) {
    last = end;
    end += character.length;
    bytes += utf8Length(character);
    if (bytes >= MAX_WRITTEN) break;
  }
  if (end === name.length) return name;
  const dot = name.lastIndexOf(".");
  const hasEnding = dot > last && utf8Length(name.slice(dot)) < MAX_ENDING;
  return name.slice(0, end) + (hasEnding ? name.slice(dot) : "");
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

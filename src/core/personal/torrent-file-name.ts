import { normalizeText } from "../content/normalize.ts";

/** Bytes of a whole file name: encrypted file systems and some backup programs take hardly more. */
const MAX_BYTES = 200;
const END = ".torrent";

/** Part of a path, special on Windows, turning the direction of writing, or invisible; but joiners, which scripts need. */
const UNSAFE = /(?![\u200c\u200d])[<>:"/\\|?*\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\ufffd]/gu;
/** Names that Windows takes for devices, whatever follows the first dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|$)/i;
/** What may stand in brackets as it is. */
const TAG = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Gives torrents of one folder names such as `Night.Train.S01 [4711].torrent`: no two of them the same where upper and
 * lower case are, at most 200 bytes of UTF-8, and safe on Windows, macOS and Linux.
 */
export class TorrentFileNames {
  private readonly tags = new Set<string>();

  /**
   * @param externalId the tracker's own id; without one, or with a strange one, it is the start of the info-hash
   * @param infoHash in hexadecimal digits; each only once
   */
  next(name: string, externalId: string | null, infoHash: string): string {
    const short = externalId !== null && TAG.test(externalId) ? externalId : infoHash.slice(0, 8);
    // 40 digits are longer than any other tag, so this one is free.
    const tag = this.tags.has(short.toLowerCase()) ? infoHash : short;
    this.tags.add(tag.toLowerCase());
    const end = ` [${tag}]${END}`;
    return `${safeName(name, MAX_BYTES - end.length)}${end}`;
  }
}

function safeName(name: string, maxBytes: number): string {
  const plain = normalizeText(name, "NFC").replace(UNSAFE, "_").replace(/\s+/g, " ").trim().replace(/^\.+/, "_");
  return cut(DEVICE.test(plain) ? `_${plain}` : plain, maxBytes).trimEnd() || "torrent";
}

/** The start of a text that takes at most so many bytes; no character is broken. */
function cut(text: string, maxBytes: number): string {
  let bytes = 0;
  let units = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > maxBytes) break;
    units += character.length;
  }
  return text.slice(0, units);
}

/** Bytes of one character in UTF-8. */
function utf8Length(character: string): number {
  const code = character.codePointAt(0) as number;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
}

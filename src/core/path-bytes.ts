/**
 * Paths are bytes; most are UTF-8. Inside the program a path is a string in which every byte that is no UTF-8 stands as
 * a lone surrogate U+DC80…U+DCFF (as Python's surrogateescape does), so that no name is lost and strings compare.
 */

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Decodes the bytes of a path; `encodePath` gives them back. */
export function decodePath(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  while (start < bytes.length) {
    const length = sequenceLength(bytes[start] ?? 0);
    const sequence = bytes.subarray(start, start + length);
    try {
      text += decoder.decode(sequence);
      start += length;
    } catch {
      text += String.fromCharCode(0xdc00 + (bytes[start] ?? 0));
      start += 1;
    }
  }
  return text;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** The bytes of a path that `decodePath` or the system gave. */
export function encodePath(path: string): Uint8Array {
  if (path.isWellFormed()) return encoder.encode(path);
  const parts: Uint8Array[] = [];
  for (const character of path) {
    const unit = character.charCodeAt(0);
    const escaped = character.length === 1 && unit >= 0xdc80 && unit <= 0xdcff;
    parts.push(escaped ? Uint8Array.of(unit - 0xdc00) : encoder.encode(character));
  }
  return Buffer.concat(parts);
}

/**
 * The path of what lies below a folder, with the separator of the system that the folder is of.
 * @param folder absolute
 * @param path with `/` between its parts
 */
export function pathBelow(folder: string, path: string): string {
  const isWindows = /^(?:[A-Za-z]:)?\\/.test(folder);
  return isWindows ? `${folder.replace(/\\$/, "")}\\${path.replaceAll("/", "\\")}` : `${folder}/${path}`;
}

/** The path as the file system calls take it: a string, or bytes where it is no UTF-8. */
export function systemPath(path: string): string | Buffer {
  return path.isWellFormed() ? path : Buffer.from(encodePath(path));
}

/**
 * The path, or any other text of a stranger's, for people: bytes that are no UTF-8 and control characters shown as
 * `\xNN`; what turns the direction of writing or ends a line, as `\u202e`.
 */
export function displayPath(path: string): string {
  return path.replace(UNSEEN, (character) => {
    const unit = character.charCodeAt(0);
    if (unit >= 0x100 && unit < 0xdc00) return `\\u${unit.toString(16).padStart(4, "0")}`;
    return `\\x${(unit >= 0xdc00 ? unit - 0xdc00 : unit).toString(16).padStart(2, "0")}`;
  });
}

/** What must not reach a terminal: control characters, those of bidirectional text, separators of lines, lone surrogates. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: see above
  /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\udc80-\udcff](?<![\ud800-\udbff].)/g;

/** As `displayPath`, for text of several lines. */
export function displayText(text: string): string {
  return text.split("\n").map(displayPath).join("\n");
}

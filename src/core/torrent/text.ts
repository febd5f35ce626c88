import { cutAsWritten, libtorrentText, type NameForms, OldNames } from "./name-forms.ts";
import { TorrentError } from "./torrent-error.ts";

/** Longest name of a file or folder, in bytes: PATH_MAX of Linux, sixteen times what a file system holds. */
const MAX_NAME_BYTES = 4096;
/** A longer name is cut by some. */
const MAX_PLAIN = 240;
const MAX_WARNINGS = 20;

/** Characters that never reach a path: NUL, both slashes, and the marks that turn the direction of writing (as libtorrent). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is one of them.
const DROPPED = /[\u0000/\\\u200e\u200f\u202a-\u202e]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const CONTROL = /[\u0001-\u001f]/g;

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Turns the bytes of names into strings: UTF-8 where it is valid, else the torrent's `encoding`, else UTF-8 with
 * `_` for what is broken. Says in `warnings` what it had to change. The fast path is a printable ASCII name.
 */
export class TorrentText {
  readonly warnings: string[] = [];
  private decoder: TextDecoder | null | undefined;
  private unsaid = 0;
  private pathBytes = 0;
  private readonly oldNames = new OldNames();
  /** Of the name read last: others that it may have on a disk; null where there are none. */
  forms: NameForms | null = null;

  /** @param encoding the top-level `encoding` of the torrent, or null; @param maxPathBytes bound for all names together */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly encoding: string | null,
    private readonly maxPathBytes: number,
  ) {}

  /**
   * One part of a path, safe to join with others; null where nothing is left of it (`.`, `..`, `/`).
   * `where` is called for the place in a warning or an error.
   */
  name(start: number, end: number, where: () => string): string | null {
    const { bytes } = this;
    if (end - start > MAX_NAME_BYTES) {
      throw new TorrentError(
        "PATH_TOO_LONG",
        `${where()} is a name of ${end - start} bytes, the limit is ${MAX_NAME_BYTES}`,
      );
    }
    this.charge(end - start + 1);
    this.forms = null;
    let plain = end > start && end - start <= MAX_PLAIN && bytes[start] !== 0x2e;
    for (let i = start; plain && i < end; i++) {
      const c = bytes[i] as number;
      plain = c >= 0x20 && c < 0x7f && c !== 0x2f && c !== 0x5c;
    }
    if (plain) return UTF8.decode(bytes.subarray(start, end));
    const slice = bytes.subarray(start, end);
    const text = strictly(slice) ?? this.foreign(slice, where);
    const safe = safeName(text);
    if (safe !== null) this.forms = this.formsOf(slice, text, safe);
    if (safe !== text) this.warn(() => `${where()}: made safe as ${safe === null ? "nothing" : JSON.stringify(safe)}`);
    return safe;
  }

  /** Any other text, such as a URL, with nothing taken out. */
  decode(start: number, end: number, where: () => string): string {
    const { bytes } = this;
    let high = 0;
    for (let i = start; i < end; i++) high |= bytes[i] as number;
    if (high < 0x80) return UTF8.decode(bytes.subarray(start, end));
    const slice = bytes.subarray(start, end);
    return strictly(slice) ?? this.foreign(slice, where);
  }

  /** Adds a warning; after twenty only their number is kept. */
  warn(warning: string | (() => string)): void {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push(typeof warning === "string" ? warning : warning());
    else this.warnings[MAX_WARNINGS] = `and ${++this.unsaid} more`;
  }

  /** Counts `bytes` of names against the bound, so that no torrent of a few bytes unfolds into gigabytes of paths. */
  charge(bytes: number): void {
    this.pathBytes += bytes;
    if (this.pathBytes > this.maxPathBytes) {
      throw new TorrentError("PATH_TOO_LONG", `all paths together are longer than ${this.maxPathBytes} bytes`);
    }
  }

  private formsOf(slice: Uint8Array, text: string, safe: string): NameForms | null {
    const old = strictly(slice) === null;
    const raw = old ? libtorrentText(slice) : text;
    const written = cutAsWritten(safeName(raw) ?? safe);
    const readings = old ? [text, raw, ...this.oldNames.of(slice)] : [text];
    const others = new Set<string>();
    for (const reading of readings) {
      // Transmission writes `_` for what libtorrent drops.
      for (const each of [reading, reading.replace(/[/\\]/g, "_")]) {
        const name = safeName(each);
        if (name !== null && name !== safe && name !== written) others.add(name);
      }
    }
    if (written === safe && others.size === 0) return null;
    return { written: written === safe ? null : written, others: [...others] };
  }

  private foreign(slice: Uint8Array, where: () => string): string {
    if (this.decoder === undefined) this.decoder = decoderFor(this.encoding);
    const text = this.decoder?.decode(slice);
    if (text !== undefined && !text.includes("\ufffd")) {
      this.warn(() => `${where()}: not UTF-8, decoded as ${JSON.stringify(this.encoding)}`);
      return text;
    }
    this.warn(() => `${where()}: not UTF-8, broken characters replaced by "_"`);
    return libtorrentText(slice);
  }
}

/** The text of bytes that are UTF-8 throughout; null for others. */
function strictly(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}

/** A decoder for the encoding with this name; null where nobody knows it. */
function decoderFor(encoding: string | null): TextDecoder | null {
  try {
    return encoding === null ? null : new TextDecoder(encoding as ConstructorParameters<typeof TextDecoder>[0]);
  } catch {
    return null;
  }
}

/**
 * `text` as one part of a path that cannot leave its folder, as libtorrent names it on disk: slashes, backslashes,
 * NUL and direction marks are dropped, control characters become `_`, nothing becomes `_`.
 * Null where the whole part is to be left out: `.`, `..`, or only dropped characters.
 */
export function safeName(text: string): string | null {
  if (text === "") return "_";
  const kept = text.replace(DROPPED, "").replace(CONTROL, "_");
  return kept === "" || kept === "." || kept === ".." ? null : kept;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** A whole number with thousands separated: `182,540`. */
export function formatCount(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things, `1 torrent`, `182,540 torrents`; the plural takes an s. */
export function formatAmount(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** A moment for people, in UTC to the second: `2026-11-20 16:15:00`. @param at Unix milliseconds */
export function formatTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** The same to the minute: `2026-11-20 16:15`. @param at Unix milliseconds */
export function formatMinute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** A span of time for people: `850 ms`, `12.3 s`, `4 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long ago something was, in one unit: `40 s`, `12 min`, `3 h`, `5 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  ...Object.fromEntries(["k", "m", "g", "t", "p"].map((letter, i) => [`${letter}b`, 1000 ** (i + 1)])),
  ...Object.fromEntries(["k", "m", "g", "t", "p"].map((letter, i) => [`${letter}ib`, 1024 ** (i + 1)])),
};

const TIME_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Bytes of `100 MiB` (powers of 1,024), `50MB` (powers of 1,000) or a plain number; null for anything else. */
export function readBytes(text: string): number | null {
  return readQuantity(text, SIZE_UNITS);
}

/** Milliseconds of `500ms`, `90 s`, `30m`, `12h`, `30d` or `2w`; null for anything else, a plain number included. */
export function readDuration(text: string): number | null {
  return readQuantity(text, TIME_UNITS);
}

function readQuantity(text: string, units: Readonly<Record<string, number>>): number | null {
  const [, whole = "", fraction = "", unit = ""] = /^(\d{1,16})(?:\.(\d{1,3}))? ?([a-z]{0,3})$/i.exec(text) ?? [];
  const factor = whole === "" ? undefined : units[unit.toLowerCase()];
  // Multiplied before it is divided: 1.1 GB is a whole number of bytes.
  const value = (Number(whole + fraction) * (factor ?? Number.NaN)) / 10 ** fraction.length;
  return Number.isSafeInteger(value) ? value : null;
}

const NAMES: Readonly<Record<number, readonly string[]>> = {
  1024: ["KiB", "MiB", "GiB", "TiB", "PiB"],
  1000: ["kB", "MB", "GB", "TB", "PB"],
};

/** A size without a loss, in the largest unit that it is a whole number of: `100 MiB`, `50 MB`, `1023 B`. */
export function formatExactBytes(bytes: number): string {
  for (const base of [1024, 1000]) {
    for (const power of [5, 4, 3, 2, 1]) {
      const count = bytes / base ** power;
      if (count >= 1 && Number.isInteger(count)) return `${count} ${NAMES[base]?.[power - 1]}`;
    }
  }
  return `${bytes} B`;
}

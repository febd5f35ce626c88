import { ReseederError } from "../../../core/errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes of `10G`, `500M` or a number. @throws ReseederError USAGE naming the flag for anything else */
export function readSize(flag: string, text: string): number {
  const [, digits, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  const size = Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? 0));
  if (Number.isSafeInteger(size)) return size;
  throw new ReseederError("USAGE", `--${flag}: expected a size such as 10G, got ${JSON.stringify(text)}`);
}

/** Bytes a second of `50M`, `800k`, `1G` or a number. @throws ReseederError USAGE for anything else */
export function readRate(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const rate = digits === "" ? 0 : Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? 0));
  if (rate >= 1024) return rate;
  throw new ReseederError(
    "USAGE",
    `--read-rate: expected a rate such as 50M, at least 1k, got ${JSON.stringify(text)}`,
  );
}

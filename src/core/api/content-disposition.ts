import { normalizeText } from "../content/normalize.ts";

/**
 * `Content-Disposition` of a file to be saved (RFC 6266): the name in UTF-8 (RFC 8187), and what of it is ASCII for
 * programs that know only that.
 */
export function contentDisposition(fileName: string): string {
  const ascii = normalizeText(fileName, "NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

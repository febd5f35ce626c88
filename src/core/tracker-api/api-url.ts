import { isLoopback } from "../access/networks.ts";
/** Where a tracker's API is. */
export interface ApiUrl {
  /** Without a slash at its end. */
  base: string;
  /** What crosses a network in clear, the token included. */
  isExposed: boolean;
}

const FORM = "expected http://HOST:PORT or https://HOST without user, ? or #";

/**
 * Reads the setting `tracker_url`.
 * @returns a sentence that says what is wrong where it is none
 */
export function readApiUrl(text: string): ApiUrl | string {
  const given = text.trim();
  if (given === "") return `${FORM}, got nothing`;
  if (!URL.canParse(given)) return `${FORM}, got something that is not a URL`;
  const url = new URL(given);
  // What is not understood is not repeated: it may be a token.
  if (url.username !== "" || url.password !== "" || /[?#]/.test(given)) return FORM;
  if (url.protocol !== "http:" && url.protocol !== "https:") return `${FORM}, got ${url.protocol}`;
  const isExposed = url.protocol === "http:" && !isLoopback(url.hostname);
  return { base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`, isExposed };
}

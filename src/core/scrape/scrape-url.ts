import { PASSKEY_PLACE } from "../access/access.ts";
import { parseAnnounceUrls } from "../personal/personal-settings.ts";

/** Where a tracker is asked for its counts. */
export type ScrapeAddress =
  /** BEP 48; `url` takes a query with info-hashes. */
  | { kind: "http"; url: string }
  /** BEP 15; `host` without brackets. */
  | { kind: "udp"; host: string; port: number };

/** More addresses than any tracker has. */
const MAX_ADDRESSES = 20;
/** A parameter that holds the passkey and nothing else. */
const PASSKEY_PARAMETER = /^[^=]*=\{passkey\}$/;

/**
 * The scrape address of an announce address: BEP 48, and BEP 15 where UDP needs no path at all. The last part of the path
 * that begins with `announce` begins with `scrape` instead, if nothing but a key stands behind it.
 * @returns the address, or a sentence that says why there is none
 */
export function scrapeAddress(announce: string): ScrapeAddress | { problem: string } {
  const url = URL.parse(announce);
  if (!url || url.hostname === "") return { problem: "expected an address" };
  if (url.protocol === "udp:") return udpAddress(url);
  if (!/^https?:$/.test(url.protocol)) return { problem: `a tracker with ${url.protocol}// cannot be scraped` };
  const parts = url.pathname.split("/");
  const last = parts.length - 1;
  const at = parts[last]?.startsWith("announce") ? last : parts[last - 1] === "announce" ? last - 1 : -1;
  if (at < 0) return { problem: "the last part of its path does not begin with announce" };
  parts[at] = `scrape${parts[at]?.slice("announce".length)}`;
  url.pathname = parts.join("/");
  return { kind: "http", url: withoutFragment(url) };
}

/**
 * Reads `scrape_urls`: addresses separated by commas, of announce or of scrape, each as the operator may use it.
 * @returns the addresses in their order, or a sentence that says what is wrong, without the address, which may hold a key
 */
export function parseScrapeUrls(text: string): { addresses: ScrapeAddress[] } | { problem: string } {
  const given = text.split(",").map((url) => url.trim());
  if (given.length > MAX_ADDRESSES) {
    return { problem: `expected at most ${MAX_ADDRESSES} addresses, got ${given.length}` };
  }
  const addresses: ScrapeAddress[] = [];
  for (const [index, text] of given.entries()) {
    const address = asGiven(text);
    if ("problem" in address) return { problem: `address ${index + 1}: ${address.problem}` };
    addresses.push(address);
  }
  return { addresses };
}

/**
 * The scrape addresses of `announce_urls`, where no passkey is needed for them: an address without one as it is, a
 * parameter that holds it left out. UDP has no place for a passkey in a scrape.
 * @returns each once, and a sentence for every address that gives none
 */
export function derivedAddresses(announceUrls: string): { addresses: ScrapeAddress[]; problems: string[] } {
  const parsed = parseAnnounceUrls(announceUrls);
  if ("problem" in parsed) return { addresses: [], problems: [parsed.problem] };
  const found = new Map<string, ScrapeAddress>();
  const problems: string[] = [];
  for (const [index, url] of parsed.tiers.flat().entries()) {
    const address = withoutPasskey(url);
    if ("problem" in address) problems.push(`address ${index + 1}: ${address.problem}`);
    else found.set(JSON.stringify(address), address);
  }
  return { addresses: [...found.values()].slice(0, MAX_ADDRESSES), problems };
}

/** Where counts come from, as the settings say: `scrape_urls`, or what `announce_urls` leads to. */
export function scrapeAddresses(settings: { scrape_urls: string; announce_urls: string }): {
  addresses: ScrapeAddress[];
  problems: string[];
} {
  if (settings.scrape_urls.trim() !== "") {
    const parsed = parseScrapeUrls(settings.scrape_urls);
    return "problem" in parsed ? { addresses: [], problems: [parsed.problem] } : { ...parsed, problems: [] };
  }
  return settings.announce_urls.trim() === ""
    ? { addresses: [], problems: [] }
    : derivedAddresses(settings.announce_urls);
}

/** What is wrong with `scrape_urls`; null when nothing is. */
export function scrapeProblem(text: string): string | null {
  const parsed = parseScrapeUrls(text);
  return "problem" in parsed ? parsed.problem : null;
}

/** An address as text; it may hold a key. */
export function showAddress(address: ScrapeAddress): string {
  if (address.kind === "http") return address.url;
  return `udp://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

function asGiven(text: string): ScrapeAddress | { problem: string } {
  if (text.includes("{")) return { problem: "expected a URL without braces: a scrape needs no user" };
  const converted = scrapeAddress(text);
  if (!("problem" in converted)) return converted;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.pathname.includes("scrape")) {
    return { kind: "http", url: withoutFragment(url) };
  }
  return /^(?:https?|udp):\/\//i.test(text)
    ? converted
    : { problem: "expected a URL that starts with http://, https:// or udp://" };
}

function withoutPasskey(template: string): ScrapeAddress | { problem: string } {
  const url = URL.parse(template);
  if (url?.protocol === "udp:" && !url.host.includes("%7B") && !url.host.includes("{")) return udpAddress(url);
  const [address = "", query = ""] = template.replace(/#.*$/s, "").split(/\?(.*)/s);
  const kept = query.split("&").filter((parameter) => parameter !== "" && !PASSKEY_PARAMETER.test(parameter));
  const bare = kept.length > 0 ? `${address}?${kept.join("&")}` : address;
  if (bare.includes(PASSKEY_PLACE)) {
    return { problem: "the passkey is part of its path, so set scrape_urls" };
  }
  return scrapeAddress(bare);
}

function udpAddress(url: URL): ScrapeAddress | { problem: string } {
  if (url.port === "") return { problem: "a udp:// address needs a port" };
  return { kind: "udp", host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) };
}

function withoutFragment(url: URL): string {
  url.hash = "";
  return url.href;
}

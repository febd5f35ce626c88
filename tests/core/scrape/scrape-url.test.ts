import { describe, expect, test } from "bun:test";
import {
  derivedAddresses,
  parseScrapeUrls,
  scrapeAddress,
  scrapeAddresses,
  showAddress,
} from "../../../src/core/scrape/scrape-url.ts";

const shown = (announce: string) => {
  const address = scrapeAddress(announce);
  return "problem" in address ? null : showAddress(address);
};

// The first eight as the convention has them that BEP 48 wrote down, but that a query may hold a slash.
test.each([
  ["http://t.example/announce", "http://t.example/scrape"],
  ["http://t.example/x/announce", "http://t.example/x/scrape"],
  ["http://t.example/announce.php", "http://t.example/scrape.php"],
  ["http://t.example/a", null],
  ["http://t.example/announce?x2%0644", "http://t.example/scrape?x2%0644"],
  ["http://t.example/announce?x=2/4", "http://t.example/scrape?x=2/4"],
  ["http://t.example/x%064announce", null],
  ["http://t.example/x-announce", null],
  ["https://t.example:8443/KEY/announce?a=b#c", "https://t.example:8443/KEY/scrape?a=b"],
  ["https://t.example/announce/0123456789abcdef", "https://t.example/scrape/0123456789abcdef"],
  ["https://t.example/announce/a/b", null],
  ["http://announce.example/KEYannounce", null],
  ["udp://t.example:6969/announce", "udp://t.example:6969"],
  ["udp://t.example:6969", "udp://t.example:6969"],
  ["udp://[2001:db8::1]:6969/announce", "udp://[2001:db8::1]:6969"],
  ["udp://t.example/announce", null],
  ["wss://t.example/announce", null],
  ["ftp://t.example/announce", null],
  ["/announce", null],
  ["", null],
])("%s is scraped at %p", (announce, scrape) => {
  expect(shown(announce)).toBe(scrape);
});

describe("scrape_urls", () => {
  const parsed = (text: string) => {
    const result = parseScrapeUrls(text);
    return "problem" in result ? result.problem : result.addresses.map(showAddress);
  };

  test("takes addresses of announce and of scrape, with their keys, in their order", () => {
    expect(
      parsed(" https://t.example/KEY/announce , udp://t.example:6969,http://u.example/scrape.php?k=KEY#x"),
    ).toEqual(["https://t.example/KEY/scrape", "udp://t.example:6969", "http://u.example/scrape.php?k=KEY"]);
  });

  test.each([
    ["https://t.example/", "the last part of its path does not begin with announce"],
    ["udp://t.example", "needs a port"],
    ["t.example:6969", "expected a URL that starts with http://, https:// or udp://"],
    ["wss://t.example/scrape", "expected a URL that starts with"],
    ["https://t.example/announce?k={passkey}", "without braces"],
    ["https://t.example/scrape,", "address 2: "],
    [Array(21).fill("udp://t.example:1").join(","), "at most 20 addresses, got 21"],
    ["https://t.example/SECRETKEY0123456789", "address 1: "],
  ])("%s: %s", (text, why) => {
    expect(parsed(text)).toContain(why);
    expect(String(parsed(text))).not.toContain("SECRETKEY");
  });
});

describe("announce_urls lead to", () => {
  const derived = (text: string) => {
    const { addresses, problems } = derivedAddresses(text);
    return { addresses: addresses.map(showAddress), problems };
  };

  test("a scrape without the passkey, of the trackers that docs/access.md names", () => {
    expect(
      derived(
        [
          "https://t.example/announce?passkey={passkey}|udp://t.example:6969/announce/{passkey}",
          "https://t.example/announce.php?a=1&passkey={passkey}&b=2,http://u.example/announce",
          "udp://u.example:1/announce|https://t.example/announce?{passkey}=",
        ].join("|"),
      ),
    ).toEqual({
      addresses: [
        "https://t.example/scrape",
        "udp://t.example:6969",
        "https://t.example/scrape.php?a=1&b=2",
        "http://u.example/scrape",
        "udp://u.example:1",
      ],
      problems: ["address 6: the passkey is part of its path, so set scrape_urls"],
    });
  });

  test("nothing where the passkey is part of the path, or the protocol knows no scrape", () => {
    const { addresses, problems } = derived("https://t.example/{passkey}/announce|wss://t.example/announce");
    expect(addresses).toEqual([]);
    expect(problems).toEqual([
      expect.stringContaining("address 1: the passkey is part of its path"),
      "address 2: a tracker with wss:// cannot be scraped",
    ]);
  });

  test("each address once; nonsense to nothing", () => {
    expect(derived("udp://t.example:1/a|udp://t.example:1/announce/{passkey}").addresses).toEqual([
      "udp://t.example:1",
    ]);
    expect(derived("udp://{passkey}.example:1/announce").addresses).toEqual([]);
    expect(derived("?").problems).toHaveLength(1);
  });
});

test("scrape_urls go before announce_urls, and neither is no trouble", () => {
  const announce_urls = "http://a.example/announce";
  const at = (scrape_urls: string, announce_urls: string) => {
    const { addresses, problems } = scrapeAddresses({ scrape_urls, announce_urls });
    return [addresses.map(showAddress), problems.length];
  };
  expect(at("http://b.example/scrape", announce_urls)).toEqual([["http://b.example/scrape"], 0]);
  expect(at(" ", announce_urls)).toEqual([["http://a.example/scrape"], 0]);
  expect(at("nonsense", announce_urls)).toEqual([[], 1]);
  expect(at("", "")).toEqual([[], 0]);
});

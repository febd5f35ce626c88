import { describe, expect, test } from "bun:test";
import { hostName, isForeignPage, parseOrigins } from "../../../src/core/access/foreign-page.ts";

const HOST = "tracker.example";
const NONE = new Set<string>();

/** One request as a browser sends it, against a server that knows itself as `tracker.example`. */
function foreign(
  auth: string,
  origin: string | null,
  site: string | null,
  host: string | null = HOST,
  method = "POST",
) {
  return isForeignPage({ method, origin, site, host }, auth, NONE);
}

describe("the first rule that fits decides", () => {
  test("programs say nothing of a page", () => {
    expect([foreign("none", null, null), foreign("header", null, null)]).toEqual([false, false]);
  });

  test("allowed origins pass, whatever else is said", () => {
    const { origins } = parseOrigins("https://site.example, http://OTHER.example:8080/");
    const ask = (origin: string) =>
      isForeignPage({ method: "POST", origin, site: "cross-site", host: HOST }, "header", origins);
    expect([
      ask("https://site.example"),
      ask("http://other.example:8080"),
      ask("http://site.example"),
      ask("https://site.example:444"),
    ]).toEqual([false, false, true, true]);
  });

  test("desktop programs pass where nobody is asked, and not with somebody's cookies", () => {
    for (const origin of ["null", "file://", "app://reseeder", "chrome-extension://abc"]) {
      expect([origin, foreign("none", origin, "cross-site"), foreign("header", origin, "cross-site")]).toEqual([
        origin,
        false,
        true,
      ]);
    }
  });

  test("Sec-Fetch-Site decides where it stands, also against the name", () => {
    const said = (site: string) => foreign("header", "https://tracker.example", site);
    expect(["same-origin", "none", "same-site", "cross-site", "nonsense", ""].map(said)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    // Apache's ProxyPass hands on its own address as the host.
    expect(foreign("none", "https://tracker.example", "same-origin", "127.0.0.1:8080")).toBe(false);
    expect(foreign("none", null, "cross-site")).toBe(true);
  });

  test("else the names of Origin and Host, without scheme and port", () => {
    const said = (origin: string, host: string | null) => foreign("none", origin, null, host);
    expect([
      said("http://tracker.example:8080", "tracker.example"),
      said("https://TRACKER.example", "tracker.EXAMPLE:443"),
      said("http://192.168.1.5:8080", "192.168.1.5:8080"),
      said("http://[::1]:8080", "[::1]:8080"),
      said("http://evil.example", "tracker.example"),
      said("http://tracker.example.evil", "tracker.example"),
      said("http://tracker.example", null),
    ]).toEqual([false, false, false, false, true, true, true]);
  });
});

test("reading asks nobody, and a secret is enough", () => {
  for (const method of ["GET", "HEAD", "OPTIONS"]) {
    expect(foreign("none", "http://evil.example", "cross-site", HOST, method)).toBe(false);
  }
  for (const method of ["POST", "PUT", "DELETE"]) {
    expect(foreign("none", "http://evil.example", "cross-site", HOST, method)).toBe(true);
  }
  for (const auth of ["token", "callback"]) expect(foreign(auth, "http://evil.example", "cross-site")).toBe(false);
});

test("origins are read as browsers write them", () => {
  expect(parseOrigins("").origins.size).toBe(0);
  const { origins, problems } = parseOrigins("HTTPS://Site.Example:443 http://a.example/path,null, *");
  expect([...origins]).toEqual(["https://site.example"]);
  expect(problems).toEqual(
    ["http://a.example/path", "null", "*"].map(
      (part) => `expected an origin such as https://tracker.example, got "${part}"`,
    ),
  );
});

test("a host's name has no port, no brackets, no dot at its end", () => {
  expect(["A.example:80", "[::1]:8080", "[::1]", "a.example.", "a.example.:1", "127.0.0.1"].map(hostName)).toEqual([
    "a.example",
    "::1",
    "::1",
    "a.example",
    "a.example",
    "127.0.0.1",
  ]);
});

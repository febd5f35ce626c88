/** What a browser says of the page that a request comes from, and where the request thinks it goes. */
export interface PageEvidence {
  method: string;
  /** `Origin` */
  origin: string | null;
  /** `Sec-Fetch-Site` */
  site: string | null;
  /** `Host` */
  host: string | null;
}

const CHANGING = new Set(["POST", "PUT", "DELETE"]);

/**
 * True for a request that a page elsewhere makes its visitor's browser send. It matters where authority comes by itself:
 * with `header` by the site's cookies, with `none` by the place in the network (match protocol, part 2, "Foreign pages").
 * @param allowedOrigins as `parseOrigins` has them
 */
export function isForeignPage(
  { method, origin, site, host }: PageEvidence,
  auth: string,
  allowedOrigins: ReadonlySet<string>,
): boolean {
  if (auth !== "none" && auth !== "header") return false;
  if (!CHANGING.has(method)) return false;
  if (origin === null && site === null) return false;
  if (origin !== null && allowedOrigins.has(origin.toLowerCase())) return false;
  // Programs with a window of their own: no page of the web can have such an origin, but for `null`, and that is no site's.
  if (auth === "none" && origin !== null && !/^https?:/i.test(origin)) return false;
  if (site !== null) return site !== "same-origin" && site !== "none";
  return origin === null || hostName(hostOf(origin)) !== hostName(host ?? "");
}

/**
 * Reads origins such as `https://tracker.example`, separated by commas or spaces.
 * @returns them as browsers write them, and a sentence for each part that is none
 */
export function parseOrigins(text: string): { origins: Set<string>; problems: string[] } {
  const origins = new Set<string>();
  const problems: string[] = [];
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const url = URL.parse(part);
    const isOrigin = url !== null && url.origin !== "null" && url.href === `${url.origin}/`;
    if (isOrigin) origins.add(url.origin);
    else problems.push(`expected an origin such as https://tracker.example, got ${JSON.stringify(part.slice(0, 80))}`);
  }
  return { origins, problems };
}

/** The name in a `Host` header or an origin, without port and brackets, in lower case. */
export function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

function hostOf(origin: string): string {
  return origin.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
}

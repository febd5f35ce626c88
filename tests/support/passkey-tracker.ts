/** One announce that was let through. */
export interface Announce {
  passkey: string;
  /** 40 hex. */
  infoHash: string;
  event: string;
  left: number;
}

/**
 * A private tracker's site on loopback: it knows its users by their passkeys, in the path or the query, writes down who
 * announced what, and leaves the rest to a tracker without users. Its scrape asks nobody who they are.
 */
export class PasskeyTracker implements AsyncDisposable {
  readonly announces: Announce[] = [];
  /** Passkeys of announces that were rejected. */
  readonly rejected: string[] = [];
  private readonly server: Bun.Server<undefined>;

  /**
   * @param tracker address of the tracker behind it
   * @param users user id by passkey
   */
  constructor(
    private readonly tracker: string,
    private readonly users: ReadonlyMap<string, string>,
  ) {
    this.server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.answer(request) });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop(true);
  }

  private async answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const [, place = "", named] = pathname.split("/");
    // The query is kept as it came: an info-hash is bytes, not text.
    const query = search.slice(1).split("&");
    const passkey = named ?? query.find((pair) => pair.startsWith("passkey="))?.slice("passkey=".length) ?? "";
    const rest = query.filter((pair) => !pair.startsWith("passkey="));
    if (place === "user") return this.user(passkey);
    if (place === "scrape") return this.forward("scrape", rest);
    if (place !== "announce") return new Response("", { status: 404 });
    if (!this.users.has(passkey)) {
      this.rejected.push(passkey);
      return new Response("d14:failure reason15:unknown passkeye");
    }
    const fields = new Map(rest.map((pair) => pair.split("=", 2) as [string, string]));
    this.announces.push({
      passkey,
      infoHash: hexOf(fields.get("info_hash") ?? ""),
      event: fields.get("event") ?? "",
      left: Number(fields.get("left")),
    });
    return this.forward("announce", rest);
  }

  private user(passkey: string): Response {
    const user = this.users.get(passkey);
    return user === undefined ? new Response("", { status: 404 }) : Response.json({ user_id: user });
  }

  private async forward(place: string, query: string[]): Promise<Response> {
    const answer = await fetch(`${this.tracker}/${place}?${query.join("&")}`, { keepalive: false });
    return new Response(await answer.bytes(), { status: answer.status, headers: { "Content-Type": "text/plain" } });
  }
}

/** Hex of bytes of which some are written as %XX. */
function hexOf(text: string): string {
  return text.replace(/%(..)|([^%])/g, (_, hex: string | undefined, plain: string) =>
    (hex ?? plain.charCodeAt(0).toString(16).padStart(2, "0")).toLowerCase(),
  );
}

import type { Random } from "../corpus/random.ts";
import { type Folder, infoHashOf } from "./folder.ts";

// biome-ignore lint/suspicious/noExplicitAny: what the server says is checked by hand
type Answer = any;

/** Who asks, by the word of a trusted proxy. */
export const SOAKER = "soaker";

/** Asks as users do: handshake, matches by name and by size, reports; checks every answer. */
export class Client {
  readonly counts = { answers: 0, matched: 0, reports: 0, unreachable: 0 };
  readonly faults: string[] = [];
  /** Marks of the reports that the server said it has stored. */
  readonly acknowledged: string[] = [];
  /** How often each torrent was confirmed, answered or not. */
  readonly confirmed = new Map<string, number>();
  /** Torrents that came as an answer. */
  readonly handed = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly folder: Folder,
    private readonly random: Random,
  ) {}

  /** One request. */
  async act(): Promise<void> {
    const kind = this.random.pick(["health", "handshake", "phase1", "phase1", "phase2", "report", "report"] as const);
    if (kind === "health") await this.ask("GET", "/health");
    else if (kind === "handshake") await this.ask("POST", "/match/handshake", { user_id: "soak" });
    else if (kind === "report") await this.report();
    else await this.match(kind);
  }

  private async match(kind: "phase1" | "phase2"): Promise<void> {
    const chosen = Array.from({ length: 5 }, () => this.random.pick(this.folder.known)).flatMap(({ files }) => files);
    const files = chosen.map(({ path, size }) => (kind === "phase1" ? { name: path, size } : { size }));
    const answer = await this.ask("POST", `/match/${kind}`, { user_id: "soak", files });
    for (const { info_hash, torrent_file } of answer?.matched_torrents ?? []) {
      this.counts.matched++;
      this.handed.add(info_hash);
      if (infoHashOf(Buffer.from(torrent_file, "base64")) !== info_hash)
        this.faults.push(`${info_hash} is another torrent`);
    }
  }

  private async report(): Promise<void> {
    const mark = crypto.randomUUID();
    const handed = [...this.handed];
    const infoHash =
      handed.length > 0 && this.random.chance(0.5)
        ? this.random.pick(handed)
        : this.random.pick(this.folder.known).infoHash;
    this.confirmed.set(infoHash, (this.confirmed.get(infoHash) ?? 0) + 1);
    const body = { user_id: "soak", mark, confirmed: [{ info_hash: infoHash, pieces_verified: 1 }], rejected: [] };
    const answer = await this.ask("POST", "/match/report", body);
    if (answer?.status !== "ok") return;
    this.acknowledged.push(mark);
    this.counts.reports++;
  }

  /** The answer; undefined where there was none: the server was killed, or has just been started. */
  private async ask(method: string, path: string, body?: object): Promise<Answer> {
    let status = 0;
    let text = "";
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: { "x-reseeder-user": SOAKER },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      status = response.status;
      text = await response.text();
    } catch {
      this.counts.unreachable++;
      return undefined;
    }
    this.counts.answers++;
    let answer: Answer;
    try {
      answer = JSON.parse(text);
    } catch {
      this.faults.push(`${method} ${path}: ${status}, no JSON: ${text.slice(0, 200)}`);
    }
    if (status !== 200 || answer?.status !== "ok")
      this.faults.push(`${method} ${path}: ${status} ${text.slice(0, 200)}`);
    return answer;
  }
}

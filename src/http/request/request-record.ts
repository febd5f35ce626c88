import { redact } from "../../core/redact.ts";
import type { RequestRow } from "../../store/people/requests.ts";

/** What is known of a request when it comes. */
export interface RequestArrival {
  /** Unix milliseconds. */
  at: number;
  method: string;
  client: string | null;
  /** The path as the log may have it. */
  path: string;
}

/** The row of the request log while its request is on its way; routes fill in what they find out. */
export class RequestRecord {
  bytesIn = 0;
  bytesOut = 0;
  /** Who sent it, as the database and the log may have it (work/users/user-name.ts). */
  userId: string | null = null;
  files: number | null = null;
  torrents: number | null = null;
  error: string | null = null;
  private readonly started = performance.now();
  private isWritten = false;
  private readonly afterwards: (() => void)[] = [];

  /** @param write takes the row, once */
  constructor(
    readonly arrival: RequestArrival,
    private readonly write: (row: RequestRow) => void,
  ) {}

  /** Has something done when the request is over. */
  onEnd(action: () => void): void {
    this.afterwards.push(action);
  }

  /** To be called when the answer is made or, for one that is made while it is sent, has gone out or could not. */
  end(status: number): void {
    if (this.isWritten) return;
    this.isWritten = true;
    for (const action of this.afterwards) action();
    const { arrival, bytesIn, bytesOut, userId, files, torrents, error } = this;
    const durationUs = Math.round((performance.now() - this.started) * 1000);
    const said = error === null ? null : redact(error);
    this.write({ ...arrival, status, durationUs, bytesIn, bytesOut, userId, files, torrents, error: said });
  }
}

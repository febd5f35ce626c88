import { ReseederError } from "../../core/errors.ts";
import type { HandoverJournal } from "../../store/client/handover-journal.ts";
import type { TorrentClient } from "../clients/client.ts";

/** Writes down which categories, tags and labels a client did not have before, so that they can be taken away again. */
export class LabelNotes {
  private readonly noted = new Map<string, Promise<void>>();

  constructor(
    private readonly journal: HandoverJournal,
    private readonly run: number,
    private readonly category: string,
  ) {}

  /** Once a client, before anything is added to it. @throws ReseederError `CLIENT_AWAY`, `CLIENT_LOGIN`, `DATABASE_…` */
  note(client: TorrentClient, address: string): Promise<void> {
    const noted = this.noted.get(address) ?? this.find(client, address);
    this.noted.set(address, noted);
    return noted;
  }

  private async find(client: TorrentClient, address: string): Promise<void> {
    const wanted = client.labelsFor(this.category);
    if (wanted.length === 0) return;
    // An old version that cannot tell them keeps what is made.
    const there = new Set(await client.labels().catch(unlessAway(wanted)));
    for (const label of wanted) if (!there.has(label)) this.journal.noteLabel(this.run, address, label);
  }
}

/** What stands in for an answer that a client has not; that it is away, or lets nobody in, is thrown. */
function unlessAway<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof ReseederError && error.code === "CLIENT_ANSWER") return fallback;
    throw error;
  };
}

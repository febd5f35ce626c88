import { isPasskey } from "../../core/access/access.ts";
import { type HistoryEntry, readHistoryEntry } from "../../core/access/history-entry.ts";
import { csvFields, type Separator } from "../../core/archive/csv-line.ts";
import { type TextLine, TextLines } from "../../core/archive/text-lines.ts";
import type { HistoryAdded } from "../../store/people/history.ts";
import type { Store } from "../../store/store.ts";
import { pseudonym } from "./passkey-check.ts";
import { userNames } from "./user-name.ts";

/** A line, or an entry of a list, that is none. */
export interface HistoryProblem {
  /** Of a line from 1, of an entry from 0. */
  place: number;
  message: string;
}

/** What became of a history. */
export interface HistoryImport extends HistoryAdded {
  rejected: number;
  /** The first of those that were rejected. */
  problems: HistoryProblem[];
}

/** Characters of a line: an id of 256, a hash, a time, and quotes around all of them. */
const MAX_LINE = 2_000;

/** Collects entries and hands them on in batches. */
export class HistoryImporter {
  readonly result: HistoryImport = { added: 0, known: 0, notIndexed: 0, rejected: 0, problems: [] };
  private batch: HistoryEntry[] = [];
  /** Of lines; null before the first that tells. */
  private separator: Separator | null = null;

  /**
   * @param write puts a batch into the table, all of it or nothing
   * @param size of a batch
   * @param maxProblems so many are kept with their messages, the others counted
   * @param named puts another user's name into an entry, or says why it cannot
   */
  constructor(
    private readonly write: (entries: readonly HistoryEntry[]) => HistoryAdded | Promise<HistoryAdded>,
    private readonly size: number,
    private readonly maxProblems: number,
    private readonly named: (entry: HistoryEntry) => HistoryEntry | string = (entry) => entry,
  ) {}

  /** One entry, or a sentence that says why it is none. */
  async add(read: HistoryEntry | string, place: number): Promise<void> {
    const entry = typeof read === "string" ? read : this.named(read);
    if (typeof entry === "string") this.reject(place, entry);
    else if (this.batch.push(entry) >= this.size) await this.flush();
  }

  /**
   * Lines `user_id,info_hash[,time]`, with a header or without; `;` or tabs may stand between.
   * @param onBatch told how many lines were read, whenever some were written
   */
  async addCsv(source: AsyncIterable<Uint8Array>, onBatch: (lines: number) => void = () => {}): Promise<HistoryImport> {
    const lines = new TextLines(MAX_LINE);
    for await (const chunk of source) {
      for (const line of lines.push(chunk)) {
        await this.addLine(line);
        if (this.batch.length === 0) onBatch(line.number);
      }
    }
    for (const line of lines.end()) await this.addLine(line);
    return this.finish();
  }

  /** Writes what is left. */
  async finish(): Promise<HistoryImport> {
    await this.flush();
    return this.result;
  }

  private async addLine({ number, text }: TextLine): Promise<void> {
    if (text === null) return this.reject(number, `expected at most ${MAX_LINE} characters`);
    if (text.trim() === "") return;
    this.separator ??=
      SEPARATORS.find((each) => isHeader(text, each) || typeof readLine(text, each) !== "string") ?? null;
    if (number === 1 && this.separator && isHeader(text, this.separator)) return;
    await this.add(readLine(text, this.separator ?? ","), number);
  }

  private reject(place: number, message: string): void {
    this.result.rejected++;
    if (this.result.problems.length < this.maxProblems) this.result.problems.push({ place, message });
  }

  private async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    const { added, known, notIndexed } = await this.write(this.batch);
    this.batch = [];
    this.result.added += added;
    this.result.known += known;
    this.result.notIndexed += notIndexed;
  }
}

/** Puts a batch into the history, with the names that stand for users' ids; call inside a write transaction. */
export function addToHistory(store: Store, entries: readonly HistoryEntry[]): HistoryAdded {
  const nameOf = userNames(store);
  const named = entries.map((entry) => ({ ...entry, userId: nameOf(entry.userId) }));
  return store.history.add(named, "import");
}

/**
 * Names the user of an entry as access control knows whoever has his passkey and is named by no tracker: the passkey
 * itself is never stored.
 */
export function passkeyOwners(store: Store): (entry: HistoryEntry) => HistoryEntry | string {
  const { lineage } = store.identity();
  return (entry) => {
    if (!isPasskey(entry.userId)) return 'passkey: expected 8 to 128 letters, digits, "-" or "_"';
    return { ...entry, userId: pseudonym(entry.userId, lineage) };
  };
}

const SEPARATORS: readonly Separator[] = [",", ";", "\t"];

function isHeader(text: string, separator: Separator): boolean {
  const [user = "", hash = ""] = text.split(separator, 2).map((field) => field.trim().replace(/^"|"$/g, ""));
  return /^(?:user_?id|passkey)$/i.test(user) && /^info_?hash$/i.test(hash);
}

function readLine(text: string, separator: Separator): HistoryEntry | string {
  const fields = csvFields(text, separator);
  if (fields === null) return "unexpected quote (a quoted field may not contain a line break)";
  if (fields.length < 2 || fields.length > 3) {
    return `expected user_id,info_hash or user_id,info_hash,time, got ${fields.length} fields`;
  }
  return readHistoryEntry(fields[0], fields[1], fields[2]);
}

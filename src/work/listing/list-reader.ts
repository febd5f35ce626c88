import { TextLines } from "../../core/archive/text-lines.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid } from "../../core/json-text.ts";
import { readListLine } from "../../core/listing/list-line.ts";
import type { ListedTorrent } from "../../core/listing/listed-torrent.ts";

/** Characters of a line: a hash, an id, numbers, and what JSON puts around them. */
const MAX_LINE = 2_000;
/** Torrents of a page. */
const PAGE = 5_000;

/** A list of what may be offered in lines, the last of which is `{"end":N}`; blank lines do not count. */
export class ListReader {
  private lines = 0;
  private end: number | null = null;

  /**
   * The list, page by page.
   * @throws ReseederError `INVALID_REQUEST` for a line that is none, `LIST_UNFINISHED` where the last line is missing
   */
  async *pages(source: AsyncIterable<Uint8Array>): AsyncGenerator<ListedTorrent[]> {
    const text = new TextLines(MAX_LINE);
    let page: ListedTorrent[] = [];
    const add = (number: number, line: string | null) => {
      const torrent = this.read(number, line);
      if (torrent) page.push(torrent);
    };
    for await (const chunk of source) {
      for (const { number, text: line } of text.push(chunk)) add(number, line);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    for (const { number, text: line } of text.end()) add(number, line);
    if (this.end === null) {
      throw new ReseederError("LIST_UNFINISHED", `The list is cut off after ${this.lines} lines`);
    }
    yield page;
  }

  /**
   * Compares the number of the last line with what came: all lines, or each torrent once.
   * @param torrents how many the list names
   * @throws ReseederError `LIST_UNFINISHED`
   */
  checkEnd(torrents: number): void {
    if (this.end === this.lines || this.end === torrents) return;
    throw new ReseederError("LIST_UNFINISHED", `The list says {"end":${this.end}}, but has ${this.lines} lines`);
  }

  private read(number: number, line: string | null): ListedTorrent | null {
    if (line === null) throw invalid(`line ${number}: expected at most ${MAX_LINE} characters`);
    if (line.trim() === "") return null;
    if (this.end !== null) throw invalid(`line ${number}: expected nothing after {"end":${this.end}}`);
    const read = readListLine(line);
    if (typeof read === "string") throw invalid(`line ${number}: ${read}`);
    if ("end" in read) this.end = read.end;
    else this.lines++;
    return "end" in read ? null : read;
  }
}

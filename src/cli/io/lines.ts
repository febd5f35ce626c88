import { type TextLine, TextLines } from "../../core/archive/text-lines.ts";
import { ReseederError } from "../../core/errors.ts";

/** Longer than any name of a torrent, and any passkey. */
const MAX_LINE = 4096;

/** The lines of a text that are not empty, trimmed. @throws ReseederError FAILED for one that is too long */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const cutter = new TextLines(MAX_LINE);
  const named = function* (found: Iterable<TextLine>) {
    for (const { number, text } of found) {
      if (text === null) throw new ReseederError("FAILED", `Standard input: line ${number} is longer than ${MAX_LINE}`);
      if (text.trim() !== "") yield text.trim();
    }
  };
  for await (const chunk of chunks) yield* named(cutter.push(chunk));
  yield* named(cutter.end());
}

import { ERRORS } from "../../core/errors.ts";
import { type Finding, findings } from "../observe/finding.ts";
import type { Environment } from "../runtime/secret-text.ts";
import type { Stores } from "../runtime/stores.ts";
import { trackerRound } from "./round.ts";

const { ok, info, warning } = findings("tracker");

/**
 * What a first round would do, in numbers; changes nothing.
 * @throws ReseederError as `trackerRound`
 */
export async function* firstRound(stores: Stores, env: Environment, clock: () => number): AsyncGenerator<Finding> {
  const { signal } = new AbortController();
  const { list, counts, notes } = await trackerRound(stores, { env, force: false, dryRun: true, signal, clock });
  const { listed, offered, withheldNew, withheldLifted, unknown, seeders, durationMs } = list;
  const numbers =
    `The list has ${listed} torrents (seeders counted for ${seeders}), read in ${durationMs} ms; ` +
    `a round would offer ${offered}, newly withhold ${withheldNew} and offer ${withheldLifted} again; ${unknown} are not in the index`;
  if (list.rejected)
    yield warning(
      `${numbers}. It would be rejected: ${list.rejected.message}`,
      list.rejected.code === "LIST_SHRUNK"
        ? "If this is intended, run `reseeder tracker sync --force`."
        : ERRORS[list.rejected.code].hint,
    );
  else yield ok(numbers);
  if (counts.unusable > 0) {
    yield warning(
      `${counts.unusable} of ${counts.rows} rows have no info-hash of 20 or 32 bytes`,
      "They are never offered.",
    );
  }
  for (const note of notes) yield info(note);
}

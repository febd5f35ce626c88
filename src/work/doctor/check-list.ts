import { formatAge, formatAmount } from "../../core/quantity.ts";
import type { Store } from "../../store/store.ts";
import { isListStale } from "../listing/list-freshness.ts";
import { type Finding, findings } from "../observe/finding.ts";

const AGAIN = "`reseeder stats` shows the last round. Then run `reseeder torrents sync` or `reseeder tracker sync`.";

/** Whether the list of what may be offered is in force and new enough. */
export function* checkList(store: Store, now: number): Generator<Finding> {
  const { ok, info, warning, error } = findings("list");
  const status = store.listing.status();
  const { settings } = store.settings.read();
  const { state, failed, problem, completedAt, numbers } = status;
  if (state === "none") {
    const withheld = store.torrentsUnderList.marked(0, 1).length > 0;
    if (withheld) yield warning("Ending the list was interrupted", "Run `reseeder torrents sync --end` again.");
    else if (problem) yield warning(`No list was imported yet; the last attempt: ${problem.message}`, AGAIN);
    else if (settings.tracker !== "none")
      yield info("The tracker's list was not read yet", "Check that `reseeder serve` is running.");
    return;
  }
  const age = completedAt === null ? "" : `, ${formatAge(now - completedAt)} old`;
  const rounds = `${formatAmount(failed, "round")} failed since: ${problem?.message}`;
  if (state === "restored") {
    yield error("The list in the restored backup is out of date: nothing is offered until a new one arrives", AGAIN);
  } else if (isListStale(status, settings, now)) {
    const why = failed > 0 ? `; ${rounds}` : "";
    yield error(`The tracker's list is stale${age}: matches are answered with 503${why}`, AGAIN);
  } else if (failed > 0) yield warning(`The tracker's list is active${age}; ${rounds}`, AGAIN);
  else yield ok(`The tracker's list is active${age}: ${formatAmount(numbers?.listed ?? 0, "torrent")}`);
}

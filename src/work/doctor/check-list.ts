import { formatAge, formatAmount } from "../../core/quantity.ts";
import type { Store } from "../../store/store.ts";
import { isListStale } from "../listing/list-freshness.ts";
import { type Finding, findings } from "../observe/finding.ts";

const AGAIN =
  "See what the last round says with `reseeder stats`, then `reseeder torrents sync`, or `reseeder tracker sync`.";

/** Whether the list of what may be offered is in force and new enough. */
export function* checkList(store: Store, now: number): Generator<Finding> {
  const { ok, info, warning, error } = findings("list");
  const status = store.listing.status();
  const { settings } = store.settings.read();
  const { state, failed, problem, completedAt, numbers } = status;
  if (state === "none") {
    const withheld = store.torrentsUnderList.marked(0, 1).length > 0;
    if (withheld) yield warning("The end of a list was stopped half-way", "`reseeder torrents sync --end` goes on.");
    else if (problem) yield warning(`No list was taken yet; the last one: ${problem.message}`, AGAIN);
    else if (settings.tracker !== "none")
      yield info("No list of what may be offered came yet", "Is `reseeder serve` running?");
    return;
  }
  const age = completedAt === null ? "" : `, ${formatAge(now - completedAt)} old`;
  const rounds = `${formatAmount(failed, "round")} since changed nothing: ${problem?.message}`;
  if (state === "restored") {
    yield error("A restored backup has an older list: nothing is offered until the next one", AGAIN);
  } else if (isListStale(status, settings, now)) {
    const why = failed > 0 ? `; ${rounds}` : "";
    yield error(`The list of what may be offered is too old${age}: matches answer 503${why}`, AGAIN);
  } else if (failed > 0) yield warning(`The list of what may be offered is in force${age}; ${rounds}`, AGAIN);
  else yield ok(`The list of what may be offered is in force${age}: ${formatAmount(numbers?.listed ?? 0, "torrent")}`);
}

import { formatAmount } from "../../core/quantity.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";

/** Whether each of the tracker's own ids belongs to one torrent; says nothing where no torrent has one. */
export function* checkExternalIds(store: Store): Generator<Finding> {
  const { ok, warning } = findings("external-ids");
  const { ids, shared } = store.torrents.externalIds();
  if (ids === 0) return;
  const [first] = shared;
  if (!first) {
    yield ok(`${formatAmount(ids, "tracker ID")}, each with one torrent`);
    return;
  }
  const names = first.torrents.map(({ id, name }) => `id:${id} ${JSON.stringify(name)}`).join(" and ");
  yield warning(
    `${formatAmount(shared.length, "tracker ID")} ${shared.length === 1 ? "belongs" : "belong"} to several torrents: ${first.externalId} to ${names}`,
    "Upload the torrents with the tracker's IDs, or set external_id_pattern to match your file names and scan.",
  );
}

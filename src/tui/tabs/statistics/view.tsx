import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { Lines } from "../../kit/lines.tsx";
import { statisticsRows } from "./rows.ts";
import type { StatisticsState } from "./state.ts";

/** What the index is made of and what was asked of it, with bars. */
export function StatisticsView({ state, shared }: { state: StatisticsState; shared: Shared }) {
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const lines = statisticsRows(state, columns, shared.now);
  const top = Math.max(0, Math.min(state.top, lines.length - height));
  return <Lines rows={lines.slice(top, top + height)} width={columns} height={height} />;
}

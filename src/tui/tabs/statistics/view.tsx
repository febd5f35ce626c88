import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { Lines } from "../../kit/lines.tsx";
import { textPart } from "../../kit/scroll.ts";
import { statisticsRows } from "./rows.ts";
import type { StatisticsState } from "./state.ts";

/** What the index is made of and what was asked of it, with bars. */
export function StatisticsView({ state, shared }: { state: StatisticsState; shared: Shared }) {
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const rows = textPart(statisticsRows(state, columns, shared.now), state.top, height, columns);
  return <Lines rows={rows} width={columns} height={height} />;
}

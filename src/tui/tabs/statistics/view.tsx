import { Lines } from "../../kit/lines.tsx";
import { bodyRows, type State } from "../../program/state.ts";
import { statisticsRows } from "./rows.ts";

/** What the index is made of and what was asked of it, with bars. */
export function Statistics({ state }: { state: State }) {
  const { columns } = state.size;
  const height = bodyRows(state.size);
  const lines = statisticsRows(state.statistics, columns, state.now);
  const top = Math.max(0, Math.min(state.statistics.top, lines.length - height));
  return <Lines rows={lines.slice(top, top + height)} width={columns} height={height} />;
}

import { Box } from "ink";
import type { ReactNode } from "react";
import { cellsOf, harmless, shorten } from "../kit/cells.ts";
import { editedLine } from "../kit/edited-line.ts";
import { Lines } from "../kit/lines.tsx";
import { type Row, row, type Span, span } from "../kit/row.ts";
import { footerKeys } from "./keymap.ts";
import type { State } from "./state.ts";
import { TAB_IDS, tabOf } from "./tabs.ts";

/** The tabs above, the notice and the keys below, and a view between them. */
export function Frame({ state, children }: { state: State; children: ReactNode }) {
  const { columns } = state.size;
  return (
    <Box flexDirection="column" width={columns} height={state.size.rows}>
      <Lines rows={[tabsRow(state), ruleRow(state)]} width={columns} />
      {children}
      <Lines rows={[noticeRow(state), footerRow(state)]} width={columns} />
    </Box>
  );
}

function tabsRow({ tab: front, size }: State): Row {
  const tight = size.columns < 80;
  const name = tight ? "" : " ReSeeder ";
  const tabs = TAB_IDS.map((tab, i): Span => {
    const full = tabOf(tab).title;
    const title = tight && tab !== front ? full.slice(0, 4) : full;
    const text = `${i + 1} ${title}`;
    if (tab !== front) return span(` ${text} `, "muted");
    return { text: ` ${text} `, inverse: true, bold: true, role: "accent" };
  });
  return row(span(name, "accent", true), ...tabs);
}

function ruleRow({ path, now, size }: State): Row {
  const clock = ` ${new Date(now).toISOString().slice(11, 16)} UTC `;
  const shown = ` ${shorten(harmless(path), Math.max(10, size.columns - clock.length - 8), "start")} `;
  const rest = Math.max(0, size.columns - cellsOf(shown) - clock.length - 4);
  return row(
    span("──", "muted"),
    span(shown, "muted"),
    span("─".repeat(rest), "muted"),
    span(clock, "muted"),
    span("──", "muted"),
  );
}

/** What is being asked, else what has just happened, else what is wrong with the database. */
function noticeRow({ overlay, notice, problem, size }: State): Row {
  if (overlay?.type === "prompt" && !overlay.isInline) {
    const label = ` ${overlay.label}: `;
    const said = overlay.problem ? `  ${overlay.problem}` : "";
    const room = size.columns - cellsOf(label) - Math.min(cellsOf(said), Math.floor(size.columns / 2));
    return row(span(label, "accent", true), ...editedLine(overlay.field, room), span(harmless(said), "bad"));
  }
  if (notice) return row(" ", span(harmless(notice.text), notice.tone));
  if (problem) return row(" ", span(harmless(`Trying again: ${problem.message}`), "bad"));
  return row("");
}

/** As many keys as there is room for, the most important first. */
function footerRow(state: State): Row {
  const spans: Span[] = [];
  let used = 1;
  for (const { shown, short } of footerKeys(state)) {
    const cells = cellsOf(shown) + cellsOf(short) + 3;
    if (used + cells > state.size.columns) break;
    used += cells;
    spans.push(span(shown, "accent", true), span(` ${short}  `, "muted"));
  }
  return row(" ", ...spans);
}

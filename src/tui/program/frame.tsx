import { Box } from "ink";
import type { ReactNode } from "react";
import { cellsOf, harmless, shorten } from "../../core/cells.ts";
import { editedLine } from "../kit/edited-line.ts";
import { Lines } from "../kit/lines.tsx";
import { type Row, row, rowCells, type Span, span } from "../kit/row.ts";
import { footerKeys } from "./keymap.ts";
import type { State } from "./state.ts";
import { type AnyTab, TAB_IDS, tabOf } from "./tabs.ts";

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

/** The tabs with as much of their titles as there is room for. */
function tabsRow({ tab: front, size }: State): Row {
  const tabs = (titleOf: (tab: AnyTab) => string, gap: string): Span[] =>
    TAB_IDS.map((id, i): Span => {
      // The space behind the tab in front is in its own look.
      const before = gap === "" && TAB_IDS[i - 1] === front ? "" : " ";
      const text = `${before}${i + 1} ${titleOf(tabOf(id))}`;
      if (id !== front) return span(`${text}${gap}`, "muted");
      return { text: `${text} `, inverse: true, bold: true, role: "accent" };
    });
  const full = tabs(({ title }) => title, " ");
  const rows = [
    row(span(" ReSeeder ", "accent", true), ...full),
    row(...full),
    row(...tabs((tab) => (tab === tabOf("dashboard") ? "ReSeeder" : tab.short), "")),
    row(...tabs(({ short }) => short.slice(0, 3), "")),
  ];
  return rows.find((line) => rowCells(line) <= size.columns) ?? row();
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

const WAITING = "Waiting for the database, which another process is changing…";

/** What is being asked, else what waits or has just happened, else what is wrong with the database. */
function noticeRow({ overlay, waiting, notice, problem, size }: State): Row {
  if (overlay?.type === "prompt" && !overlay.isInline) {
    const label = ` ${overlay.label}: `;
    const text = waiting > 0 ? WAITING : (overlay.problem ?? "");
    const said = text === "" ? "" : `  ${text}`;
    const room = size.columns - cellsOf(label) - Math.min(cellsOf(said), Math.floor(size.columns / 2));
    return row(
      span(label, "accent", true),
      ...editedLine(overlay.field, room),
      span(harmless(said), waiting > 0 ? "warn" : "bad"),
    );
  }
  if (waiting > 0) return row(" ", span(WAITING, "warn"));
  if (notice) return row(" ", span(harmless(notice.text), notice.tone));
  if (problem) return row(" ", span(harmless(`Retrying: ${problem.message}`), "bad"));
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

import { harmless, wrap } from "../../core/cells.ts";
import type { Overlay } from "../contract/overlay.ts";
import { bodyRows } from "../contract/size.ts";
import { lineWithCursor } from "../kit/edited-line.ts";
import { Lines } from "../kit/lines.tsx";
import { windowOf } from "../kit/list.ts";
import { EMPTY, heading, type Row, row, span } from "../kit/row.ts";
import { marked, textPart } from "../kit/scroll.ts";
import { helpRows } from "./help-rows.ts";
import type { State } from "./state.ts";

/** What stands in a tab's place: the help, a question, or the editor of a request. */
export function OverlayView({ state, overlay }: { state: State; overlay: Overlay }) {
  const { columns } = state.size;
  const height = bodyRows(state.size);
  const rows = rowsOf(state, overlay, height);
  return <Lines rows={rows} width={columns} height={height} />;
}

function rowsOf(state: State, overlay: Overlay, height: number): Row[] {
  const { columns } = state.size;
  switch (overlay.type) {
    case "help":
      return textPart(helpRows(state), overlay.top, height, columns);
    case "confirm":
      return [
        EMPTY,
        row("  ", span(overlay.title, "warn", true)),
        EMPTY,
        ...overlay.lines.flatMap((line) => wrap(harmless(line), columns - 4)).map((line) => row("  ", line)),
        EMPTY,
        row("  ", span("y", "accent", true), " yes   ", span("n", "accent", true), " no"),
      ];
    case "editor":
      return editorRows(overlay, columns, height);
    case "prompt":
      return [];
  }
}

function editorRows({ title, field }: Extract<Overlay, { type: "editor" }>, columns: number, height: number): Row[] {
  const lines = field.text.split("\n");
  const before = field.text.slice(0, field.cursor).split("\n");
  const at = before.length - 1;
  const column = before[at]?.length ?? 0;
  const { start, end } = windowOf(at, lines.length, Math.max(1, height - 2));
  return [
    heading(title, "body of the request"),
    EMPTY,
    ...marked(
      lines.slice(start, end).map((line, i) => {
        const number = span(`${String(start + i + 1).padStart(4)}  `, "muted");
        if (start + i !== at) return row(number, line);
        return row(number, ...lineWithCursor(line, column, columns - 7));
      }),
      columns,
      { above: start > 0, below: end < lines.length },
    ),
  ];
}

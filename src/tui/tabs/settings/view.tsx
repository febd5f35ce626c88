import type { Prompt } from "../../contract/overlay.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows } from "../../contract/size.ts";
import { harmless, wrap } from "../../kit/cells.ts";
import { editedLine } from "../../kit/edited-line.ts";
import { Lines } from "../../kit/lines.tsx";
import { windowOf } from "../../kit/list.ts";
import { EMPTY, heading, listed, type Row, row, type Span, span, table } from "../../kit/row.ts";
import type { SettingRow, SettingsState } from "./state.ts";

const KEY = 28;
const ABOUT = 4;

/** Every setting with its value, its default and what it is for; edited in its own line. */
export function SettingsView({ state, shared }: { state: SettingsState; shared: Shared }) {
  const { rows, chosen } = state;
  const { columns } = shared.size;
  const height = bodyRows(shared.size);
  const typed = shared.overlay?.type === "prompt" ? shared.overlay : null;
  const room = Math.max(1, height - 2 - ABOUT);
  const { start, end } = windowOf(chosen, rows.length, room);
  const value = Math.floor((columns - 3 - KEY - 2 * 3 - 7) / 2);
  const [titles = EMPTY, ...lines] = table(
    [
      { title: "Setting", width: KEY },
      { title: "Value", width: value },
      { title: "Default", width: value, role: "muted" },
      { title: "Unit", width: 7, role: "muted" },
    ],
    rows.slice(start, end).map((setting) => [setting.key, shownValue(setting), setting.fallback, setting.unit]),
  );
  const list = listed(lines, chosen - start);
  if (typed && list[chosen - start]) {
    const key = rows[chosen]?.key ?? "";
    list[chosen - start] = row(
      span("› "),
      span(key.padEnd(KEY), "accent", true),
      "  ",
      ...editedLine(typed.field, value),
    );
  }
  const about = aboutRows(rows[chosen], typed, columns);
  const body = [
    heading("Settings", rows.length === 0 ? "" : `${chosen + 1} of ${rows.length}`),
    row("  ", ...titles.spans),
    ...list,
  ];
  const filled = [...body, ...Array.from({ length: Math.max(0, height - body.length - ABOUT) }, () => EMPTY)];
  return <Lines rows={[...filled, ...about]} width={columns} height={height} />;
}

function shownValue({ value, fallback, problem }: SettingRow): Span {
  if (problem) return span(value, "bad");
  return value === fallback ? span(value) : span(value, "accent", true);
}

/** What the chosen setting is for, and what is wrong with its value or with what is being typed. */
function aboutRows(setting: SettingRow | undefined, typed: Prompt | null, columns: number): Row[] {
  if (!setting) return [];
  const doc = wrap(setting.doc, columns - 4).slice(0, 2);
  const problem = typed?.problem ?? setting.problem;
  return [
    EMPTY,
    ...doc.map((line) => row("  ", line)),
    row("  ", problem ? span(harmless(problem), "bad") : span(setting.limits, "muted")),
  ];
}

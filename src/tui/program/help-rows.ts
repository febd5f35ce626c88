import { cellsOf } from "../../core/cells.ts";
import { beside, EMPTY, heading, type Row, row, span } from "../kit/row.ts";
import { helpKeys } from "./keymap.ts";
import type { State } from "./state.ts";

/** The keys of the tab in front and those of everywhere, beside each other where there is room. */
export function helpRows(state: State): Row[] {
  const { tab, everywhere } = helpKeys(state);
  const { columns } = state.size;
  const own = [heading("On this tab"), ...keyRows(tab)];
  const all = [heading("Everywhere"), ...keyRows(everywhere)];
  return columns >= 100 ? beside(own, Math.floor(columns / 2), all) : [...own, EMPTY, ...all];
}

function keyRows(bindings: readonly { shown: string; does: string }[]): Row[] {
  return bindings.map(({ shown, does }) => {
    const gap = " ".repeat(Math.max(1, 14 - cellsOf(shown)));
    return row("  ", span(shown, "accent", true), gap, does);
  });
}

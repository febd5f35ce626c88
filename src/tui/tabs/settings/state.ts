import { confirm, prompt } from "../../contract/overlay.ts";
import type { Shared } from "../../contract/shared.ts";
import { pageRows } from "../../contract/size.ts";
import { asking, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { moved } from "../../kit/list.ts";

/** One setting as the form shows it. */
export interface SettingRow {
  key: string;
  value: string;
  fallback: string;
  doc: string;
  /** Which values it takes. */
  limits: string;
  /** What is wrong with the stored value; null when it is used. */
  problem: string | null;
}

export interface SettingsState {
  rows: readonly SettingRow[];
  chosen: number;
}

export type SettingsMessage = { type: "edit" | "reset" } | { type: "read"; rows: SettingRow[] };

export type SettingsEffect =
  | { type: "load" }
  | { type: "store"; key: string; value: string }
  | { type: "reset"; key: string };

export const SETTINGS_TAB: SettingsState = { rows: [], chosen: 0 };

/** The settings after a message. */
export function settingsStep(
  state: SettingsState,
  message: SettingsMessage | TabInput,
  { size }: Shared,
): Step<SettingsState, SettingsEffect> {
  const row = state.rows[state.chosen];
  switch (message.type) {
    case "move":
      return step({ ...state, chosen: moved(state.chosen, message.move, state.rows.length, pageRows(size)) });
    case "read":
      return step({ rows: message.rows, chosen: Math.max(0, Math.min(state.chosen, message.rows.length - 1)) });
    case "edit":
      return asking(state, row ? prompt(row.key, row.key, row.value, true) : null);
    case "reset": {
      if (!row || row.value === row.fallback) return step(state);
      const lines = [`${row.key} changes from ${row.value} to ${row.fallback}.`];
      return asking(state, confirm("Reset to the default?", lines, { type: "reset", key: row.key }));
    }
    case "accepted":
      return step(state, { type: "store", key: message.ask, value: message.text });
    default:
      return step(state);
  }
}

import { type Step, step } from "../effect.ts";
import { moved } from "../list.ts";
import type { Message, SettingRow } from "../message.ts";

export interface SettingsState {
  rows: readonly SettingRow[];
  chosen: number;
}

export const SETTINGS_TAB: SettingsState = { rows: [], chosen: 0 };

/** The settings after a message. */
export function settingsStep(state: SettingsState, message: Message, page: number): Step<SettingsState> {
  switch (message.type) {
    case "move":
      return step({ ...state, chosen: moved(state.chosen, message.move, state.rows.length, page) });
    case "settings":
      return step({ rows: message.rows, chosen: Math.max(0, Math.min(state.chosen, message.rows.length - 1)) });
    default:
      return step(state);
  }
}

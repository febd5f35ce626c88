import { moved } from "../../kit/list.ts";
import { type Step, step } from "../../program/effect.ts";
import type { Message, SettingRow } from "../../program/message.ts";

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

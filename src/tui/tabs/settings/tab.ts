import { bind } from "../../contract/binding.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import { settingsRunner } from "./effects.ts";
import { SETTINGS_TAB, type SettingsEffect, type SettingsMessage, type SettingsState, settingsStep } from "./state.ts";
import { SettingsView } from "./view.tsx";

/** Every setting, to be changed. */
export const settings: Tab<SettingsState, SettingsMessage, SettingsEffect> = {
  title: "Settings",
  short: "Settings",
  start: SETTINGS_TAB,
  keys: [
    bind("enter e", "Enter", "Edit", "Edit the selected setting", { type: "edit" }),
    bind("d", "d", "Default", "Reset the selected setting to its default", { type: "reset" }),
  ],
  step: settingsStep,
  enter: (state) => step(state, { type: "load" }),
  // Others change settings too.
  isStale: () => true,
  isOpen: () => false,
  underWay: () => null,
  View: SettingsView,
  effects: settingsRunner,
};

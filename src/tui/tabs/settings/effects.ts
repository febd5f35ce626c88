import { limitsOf } from "../../../core/settings/setting-value.ts";
import { formatSetting, isSettingKey, SETTINGS } from "../../../core/settings/settings.ts";
import { readSetting, type SettingState, settingStates, whenItHolds } from "../../../work/settings/setting-states.ts";
import { attempt, type Context } from "../../contract/context.ts";
import { problemOf } from "../../contract/problem.ts";
import type { Runner } from "../../contract/tab.ts";
import type { SettingRow, SettingsEffect, SettingsMessage, SettingsState } from "./state.ts";

type SettingsContext = Context<SettingsState, SettingsMessage>;

/** Reads and stores settings. */
export function settingsRunner(context: SettingsContext): Runner<SettingsEffect> {
  return {
    run(effect) {
      if (effect.type === "load") load(context);
      else if (effect.type === "store") store(context, effect.key, effect.value);
      else if (isSettingKey(effect.key)) store(context, effect.key, String(SETTINGS[effect.key].default));
    },
  };
}

function load(context: SettingsContext): void {
  attempt(context, () => {
    const rows = context.stores.use((store) => settingStates(store).map(rowOf));
    context.send({ type: "read", rows });
  });
}

/** Checks a value by the one table and stores it. */
function store(context: SettingsContext, key: string, text: string): void {
  const { stores, tell, feed, write } = context;
  if (!isSettingKey(key)) return;
  const read = readSetting(key, text);
  if ("problem" in read) {
    tell({ type: "invalid", ask: key, problem: read.problem });
    return;
  }
  write(() => stores.use((store) => store.write(() => store.settings.write(key, read.value)))).then(
    () => {
      feed.refresh();
      tell({ type: "stored", ask: key });
      tell({ type: "said", tone: "good", text: `${key} is ${formatSetting(key, read.value)}; ${whenItHolds(key)}.` });
      load(context);
    },
    (error) => tell({ type: "invalid", ask: key, problem: problemOf(error).message }),
  );
}

function rowOf({ key, value, default: fallback, problem, definition }: SettingState): SettingRow {
  return {
    key,
    value: formatSetting(key, value),
    fallback: formatSetting(key, fallback),
    doc: definition.doc,
    limits: `Takes ${limitsOf(definition)}; ${whenItHolds(key)}.`,
    problem: problem === null ? null : `${problem}; using ${formatSetting(key, value)}`,
  };
}

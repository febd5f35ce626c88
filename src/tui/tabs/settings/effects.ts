import { isSettingKey, SETTINGS, type SettingDefinition } from "../../../core/settings/settings.ts";
import { readSetting, type SettingState, settingStates, whenItHolds } from "../../../work/settings/setting-states.ts";
import { attempt, type Context, problemOf } from "../../contract/context.ts";
import type { SettingRow } from "../../program/message.ts";

/** Reads all settings. */
export function loadSettings(context: Context): void {
  attempt(context, () => {
    const rows = context.stores.use((store) => settingStates(store).map(rowOf));
    context.send({ type: "settings", rows });
  });
}

/** Checks a value by the one table and stores it. */
export function storeSetting(context: Context, key: string, text: string): void {
  const { stores, send, feed } = context;
  if (!isSettingKey(key)) return;
  const read = readSetting(key, text);
  if ("problem" in read) {
    send({ type: "invalid", problem: read.problem });
    return;
  }
  try {
    stores.use((store) => store.write(() => store.settings.write(key, read.value)));
  } catch (error) {
    send({ type: "invalid", problem: problemOf(error).message });
    return;
  }
  feed.refresh();
  send({ type: "stored" });
  send({ type: "said", tone: "good", text: `${key} is ${read.value} ${whenItHolds(key)}.` });
  loadSettings(context);
}

/** Gives a setting its default again. */
export function resetSetting(context: Context, key: string): void {
  if (isSettingKey(key)) storeSetting(context, key, String(SETTINGS[key].default));
}

function rowOf({ key, value, default: fallback, problem, definition }: SettingState): SettingRow {
  return {
    key,
    value: String(value),
    fallback: String(fallback),
    unit: definition.type === "integer" ? (definition.unit ?? "") : "",
    doc: definition.doc,
    limits: `${limitsOf(definition)} Used ${whenItHolds(key)}.`,
    problem: problem === null ? null : `${problem}; ${value} holds`,
  };
}

function limitsOf(definition: SettingDefinition): string {
  switch (definition.type) {
    case "integer":
      return `A whole number from ${definition.min} to ${definition.max}.`;
    case "choice":
      return `One of ${definition.choices.join(", ")}.`;
    case "text":
      return `A text of at most ${definition.maxLength} characters.`;
  }
}

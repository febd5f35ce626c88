/** A setting that is a whole number. */
export interface IntegerSetting {
  type: "integer";
  default: number;
  min: number;
  max: number;
  unit?: string;
  /** What holds in place of a nonsensical value where the default would let through what the operator wanted kept back. */
  safest?: number;
  doc: string;
}

/** A setting that is a text of a bounded length. */
export interface TextSetting {
  type: "text";
  default: string;
  minLength: number;
  maxLength: number;
  /** As for an integer. */
  safest?: string;
  doc: string;
}

/** A setting that is one of some words. */
export interface ChoiceSetting {
  type: "choice";
  default: string;
  choices: readonly string[];
  /** As for an integer. */
  safest?: string;
  doc: string;
}

export type SettingDefinition = IntegerSetting | TextSetting | ChoiceSetting;

/** Makes the definition of a number within limits, both included. */
export const integer = (fallback: number, min: number, max: number, doc: string, unit?: string): IntegerSetting => ({
  type: "integer",
  default: fallback,
  min,
  max,
  doc,
  ...(unit ? { unit } : {}),
});

/** Makes the definition of a number that stands for yes (1) or no (0). */
export const onOff = (fallback: 0 | 1, doc: string): IntegerSetting => integer(fallback, 0, 1, doc);

/** Makes the definition of a text that may not be empty. */
export const text = (fallback: string, maxLength: number, doc: string): TextSetting => ({
  type: "text",
  default: fallback,
  minLength: 1,
  maxLength,
  doc,
});

/** Makes the definition of a choice; `safest` holds in place of nonsense. */
export const choice = <const C extends readonly string[]>(
  fallback: C[number],
  choices: C,
  safest: C[number],
  doc: string,
) => {
  return { type: "choice", default: fallback, choices, safest, doc } as const;
};

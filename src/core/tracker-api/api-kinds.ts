/** What is known of a tracker that is asked over its HTTP API, since it has no database of members. */
export interface ApiKind {
  /** As operators know it. */
  title: string;
  /** Where its token goes: a header where the tracker takes one, since addresses end up in logs. */
  token: "header" | "address";
}

/** Trackers with an HTTP API, by the value of the setting `tracker`. */
export const API_KINDS = {
  udpt: { title: "UDPT", token: "address" },
  "torrust-actix": { title: "Torrust-Actix", token: "header" },
} as const satisfies Record<string, ApiKind>;

export type ApiKindName = keyof typeof API_KINDS;

/** True for a tracker that is asked over its API. */
export function isApiKind(name: string): name is ApiKindName {
  return Object.hasOwn(API_KINDS, name);
}

import { ReseederError } from "../errors.ts";

/** What is kept of users, as `reseeder wipe` names it. */
export const USER_DATA = ["requests", "matches", "reports", "history", "hand-outs", "tokens", "revivals"] as const;

export type UserData = (typeof USER_DATA)[number];

/** What is dropped by its age: the history is the tracker's word on what somebody has, however long ago. */
export const AGING_USER_DATA: readonly UserData[] = USER_DATA.filter((kind) => kind !== "history");

/**
 * Reads `requests,matches`.
 * @param known what may be named
 * @throws ReseederError USAGE for nothing, or a word that is none of them
 */
export function readUserData(text: string, known: readonly UserData[]): UserData[] {
  const given = text.split(",").map((word) => word.trim());
  const unknown = given.find((word) => !known.includes(word as UserData));
  if (unknown === undefined) return known.filter((kind) => given.includes(kind));
  throw new ReseederError("USAGE", `--only: expected some of ${known.join(",")}, got ${JSON.stringify(unknown)}`);
}

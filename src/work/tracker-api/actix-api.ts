import {
  type ActixStats,
  readActixAdded,
  readActixList,
  readActixReason,
  readActixStats,
  readActixTimeout,
} from "../../core/tracker-api/actix-answers.ts";
import type { Answer, ApiSession, Question } from "./api-session.ts";

/** Hashes of one question: its bodies may have 1 MiB. */
const MAX_HASHES = 20_000;

/**
 * The modes of a Torrust-Actix.
 * @throws ReseederError `TRACKER_…`
 */
export async function actixStats(session: ApiSession): Promise<ActixStats> {
  const question = { path: "/stats" };
  const stats = readActixStats(session.json(question, await askActix(session, question)));
  if (stats === null) throw session.failure("TRACKER_FAILED", "/stats", "expected modes and counts");
  return stats;
}

/**
 * Which of some hashes a white- or blacklist has.
 * @param hashes 40 lower-case digits each; one of another length would spoil the whole question
 * @throws ReseederError `TRACKER_…`
 */
export async function actixListed(
  session: ApiSession,
  list: "whitelists" | "blacklists",
  hashes: readonly string[],
  atOnce = MAX_HASHES,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let start = 0; start < hashes.length; start += atOnce) {
    const body = hashes.slice(start, start + atOnce);
    const question = { path: `/api/${list}`, body };
    const some = readActixList(session.json(question, await askActix(session, question)), list, body);
    if (some === null) throw session.failure("TRACKER_FAILED", question.path, "expected an answer for each info-hash");
    for (const hash of some) found.add(hash);
  }
  return found;
}

/**
 * Until when a key lets in, in Unix milliseconds; null for one that it does not know. One that has run out is known until
 * the next clean-up.
 * @param key 40 hexadecimal digits
 * @throws ReseederError `TRACKER_…`
 */
export async function actixKeyTimeout(session: ApiSession, key: string): Promise<number | null> {
  const shown = "/api/key/…";
  const answer = await askActix(session, { path: `/api/key/${key}`, shown });
  if (answer.status === 404 && readActixReason(answer.text) === "unknown key_hash") return null;
  const timeout = answer.status === 200 ? readActixTimeout(session.json({ path: shown }, answer)) : null;
  if (timeout === null) throw session.failure("TRACKER_FAILED", shown, `expected an expiry time, got ${answer.status}`);
  return timeout;
}

/** Torrust-Actix answers 400 to a wrong token. */
async function askActix(session: ApiSession, question: Question): Promise<Answer> {
  const answer = await session.ask(question);
  if (answer.status !== 400 || !/^(?:missing|invalid) token$/.test(readActixReason(answer.text))) return answer;
  throw session.failure("TRACKER_REFUSED", question.shown ?? question.path, "it rejects the token");
}

/**
 * Puts hashes on the whitelist, beside what is on it; those that were there already are no harm.
 * @returns how many were not on it before
 * @throws ReseederError `TRACKER_…`
 */
export async function actixWhitelist(session: ApiSession, hashes: readonly string[]): Promise<number> {
  const question: Question = { method: "POST", path: "/api/whitelists", body: hashes };
  const added = readActixAdded(session.json(question, await askActix(session, question)), hashes);
  if (added === null) throw session.failure("TRACKER_FAILED", question.path, "expected an answer for each info-hash");
  return added;
}

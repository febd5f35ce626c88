import { countUdptPeers, readUdptPage, type UdptTorrent } from "../../core/tracker-api/udpt-answers.ts";
import type { Answer, ApiSession, Question } from "./api-session.ts";

/** The most that UDPT puts on a page; it answers a higher number with so many. */
const PAGE = 4_000;
/** Torrents that a page repeats of the one before: what left the list in between moved others up. */
const OVERLAP = 100;
/** More than any tracker has. */
const MAX_PAGES = 4_000;
const MAX_ATTEMPTS = 3;

/**
 * All that UDPT lists, in the order of info-hashes. Pages go by number, so one is read anew from the beginning where more
 * torrents left the list than two pages have in common.
 * @throws ReseederError `TRACKER_…`
 */
export async function readUdptList(session: ApiSession, page = PAGE, overlap = OVERLAP): Promise<UdptTorrent[]> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const torrents = await readOnce(session, page, overlap);
    if (torrents !== null) return torrents;
  }
  throw session.failure("TRACKER_FAILED", "/t", `the list changed during each of ${MAX_ATTEMPTS} attempts to read it`);
}

/** Null where pages do not meet. */
async function readOnce(session: ApiSession, limit: number, overlap: number): Promise<UdptTorrent[] | null> {
  const torrents: UdptTorrent[] = [];
  let offset = 0;
  let last = "";
  for (let number = 0; number < MAX_PAGES; number++) {
    const question = { path: "/t", query: { limit, offset } };
    const page = readUdptPage(session.json(question, admitted(session, question, await session.ask(question))));
    if (page === null) throw session.failure("TRACKER_FAILED", "/t", "expected a list of torrents, got something else");
    if (page.some(({ hash }, i) => i > 0 && hash <= (page[i - 1]?.hash ?? ""))) {
      throw session.failure("TRACKER_FAILED", "/t", "expected torrents sorted by info-hash");
    }
    // The list became shorter than what was read of it already: nothing says where the rest is.
    if (number > 0 && (page.length === 0 || (page[0]?.hash ?? "") > last)) return null;
    let added = 0;
    for (const torrent of page) {
      if (torrent.hash <= last) continue;
      torrents.push(torrent);
      last = torrent.hash;
      added++;
    }
    if (page.length === 0 || added === 0) return torrents;
    offset = Math.max(0, offset + page.length - overlap);
  }
  throw session.failure("TRACKER_FAILED", "/t", `the list is longer than ${MAX_PAGES} pages`);
}

/**
 * Counts who is in a swarm; nobody where the torrent is not registered, which UDPT says with 405.
 * @param hash 40 digits
 * @throws ReseederError `TRACKER_…`
 */
export async function countUdptSwarm(
  session: ApiSession,
  hash: string,
): Promise<{ seeders: number; leechers: number }> {
  const question = { path: `/t/${hash}` };
  const answer = admitted(session, question, await session.ask(question));
  if (answer.status === 405) return { seeders: 0, leechers: 0 };
  const counts = countUdptPeers(session.json(question, answer));
  if (counts === null) throw session.failure("TRACKER_FAILED", question.path, "expected a torrent with its peers");
  return counts;
}

/** UDPT answers 500 to a wrong token. */
function admitted(session: ApiSession, { path }: Question, answer: Answer): Answer {
  if (answer.status !== 500 || !answer.text.includes("Access Denied")) return answer;
  throw session.failure("TRACKER_REFUSED", path, "it rejects the token");
}

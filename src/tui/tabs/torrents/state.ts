import { type ListedTorrent, type ShownTorrent, torrentJson } from "../../../core/api/torrent-json.ts";
import { TORRENT_STATES, type TorrentState } from "../../../core/api/torrent-state.ts";
import type { TorrentChange } from "../../../work/torrents/change-torrent.ts";
import type { TorrentPage } from "../../../work/torrents/list-torrents.ts";
import type { TorrentSearch } from "../../../work/torrents/search-torrents.ts";
import { confirm, prompt } from "../../contract/overlay.ts";
import type { Problem } from "../../contract/problem.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows, pageRows } from "../../contract/size.ts";
import { asking, closing, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { type Move, moved } from "../../kit/list.ts";

export interface TorrentsState {
  /** What is searched for: words, an info-hash, `id:42` or `external:4711`. */
  text: string;
  /** Null for all. */
  state: TorrentState | null;
  torrents: readonly ListedTorrent[];
  /** Where the next page begins; null when all are here. */
  next: number | null;
  /** False while words of some torrents are still to be taken in. */
  isComplete: boolean;
  isLoading: boolean;
  chosen: number;
  /** The torrent that is shown in full, and the first line of it that is drawn. */
  detail: ShownTorrent | null;
  top: number;
  problem: Problem | null;
}

export type TorrentsMessage =
  | { type: "search" | "next-state" | "open" | "flag" | "remove" | "refresh" }
  | { type: "found"; page: TorrentPage; search: TorrentSearch }
  | { type: "shown"; torrent: ShownTorrent }
  | { type: "changed"; id: number; state: TorrentState }
  | { type: "failed"; problem: Problem };

export type TorrentsEffect =
  | { type: "find"; search: TorrentSearch }
  | { type: "show"; id: number }
  | { type: "change"; id: number; change: TorrentChange };

export const TORRENTS: TorrentsState = {
  text: "",
  state: null,
  torrents: [],
  next: null,
  isComplete: true,
  isLoading: false,
  chosen: 0,
  detail: null,
  top: 0,
  problem: null,
};

/** Torrents of a page, and how near the end of what is here the next one is asked for. */
const [PAGE, NEAR] = [500, 100];
const MOST = 1_000;

/** The torrent that is shown in full, else the chosen one. */
export function chosenTorrent({ detail, torrents, chosen }: TorrentsState): ListedTorrent | null {
  return detail ?? torrents[chosen] ?? null;
}

/** The torrents after a message. */
export function torrentsStep(
  state: TorrentsState,
  message: TorrentsMessage | TabInput,
  { size }: Shared,
): Step<TorrentsState, TorrentsEffect> {
  const torrent = chosenTorrent(state);
  switch (message.type) {
    case "move":
      return state.detail ? scrolled(state, message.move, bodyRows(size)) : chose(state, message.move, pageRows(size));
    case "search":
      return asking(state, prompt("search", "Search", state.text));
    // A search works while it is typed.
    case "typed":
      return message.text.trim() === state.text ? step(state) : searched({ ...state, text: message.text.trim() });
    case "accepted":
      return closing(state);
    case "next-state":
      return searched({ ...state, state: stateAfter(state.state) });
    case "open":
      return torrent ? step(state, { type: "show", id: torrent.id }) : step(state);
    case "close":
      if (state.detail) return step({ ...state, detail: null });
      return state.text === "" && state.state === null ? step(state) : searched({ ...state, text: "", state: null });
    case "flag":
    case "remove":
      return torrent ? asking(state, question(torrent, message.type)) : step(state);
    case "refresh":
      return reload(state);
    case "found":
      return step(found(state, message.page, message.search));
    case "shown":
      return step({ ...state, detail: message.torrent, top: state.detail?.id === message.torrent.id ? state.top : 0 });
    case "changed":
      return reload(changed(state, message.id, message.state));
    case "failed":
      return step({ ...state, isLoading: false, problem: message.problem });
  }
}

/** Reads again what is listed, as many as there are, and what is shown. */
export function reload(state: TorrentsState): Step<TorrentsState, TorrentsEffect> {
  const limit = Math.max(PAGE, Math.min(MOST, state.torrents.length));
  const find = { type: "find", search: { text: state.text, state: state.state, beyond: null, limit } } as const;
  const show = state.detail ? [{ type: "show", id: state.detail.id } as const] : [];
  return { state: { ...state, isLoading: true }, effects: [find, ...show] };
}

/** The state stands at once: the next question is about it. */
function changed(state: TorrentsState, id: number, to: TorrentState): TorrentsState {
  const torrents = state.torrents.map((torrent) => (torrent.id === id ? { ...torrent, state: to } : torrent));
  const { detail } = state;
  return { ...state, torrents, detail: detail?.id === id ? { ...detail, state: to } : detail };
}

function searched(state: TorrentsState): Step<TorrentsState, TorrentsEffect> {
  return reload({ ...state, torrents: [], next: null, chosen: 0, detail: null });
}

/** An answer to what is asked no longer is nothing; a first page leaves the choice with its torrent. */
function found(state: TorrentsState, page: TorrentPage, { text, state: of, beyond }: TorrentSearch): TorrentsState {
  if (text !== state.text || of !== state.state || (beyond !== null && beyond !== state.next)) return state;
  const torrents = beyond === null ? page.torrents : [...state.torrents, ...page.torrents];
  const id = state.torrents[state.chosen]?.id;
  const place = torrents.findIndex((torrent) => torrent.id === id);
  const chosen = place < 0 ? Math.max(0, Math.min(state.chosen, torrents.length - 1)) : place;
  const { next, searchComplete } = page;
  return { ...state, torrents, next, chosen, isComplete: searchComplete !== false, isLoading: false, problem: null };
}

function chose(state: TorrentsState, move: Move, page: number): Step<TorrentsState, TorrentsEffect> {
  const { torrents, next, isLoading, text } = state;
  const chosen = moved(state.chosen, move, torrents.length, page);
  if (next === null || isLoading || chosen < torrents.length - NEAR) return step({ ...state, chosen });
  const search = { text, state: state.state, beyond: next, limit: PAGE };
  return step({ ...state, chosen, isLoading: true }, { type: "find", search });
}

function scrolled(state: TorrentsState, move: Move, height: number): Step<TorrentsState, TorrentsEffect> {
  const lines = (state.detail?.files.length ?? 0) + (state.detail?.locations.length ?? 0) + DETAIL_LINES;
  return step({ ...state, top: moved(state.top, move, Math.max(1, lines - height + 1), height) });
}

/** Lines of a torrent besides its places and files. */
const DETAIL_LINES = 18;

function stateAfter(state: TorrentState | null): TorrentState | null {
  const all = [null, ...TORRENT_STATES];
  return all[(all.indexOf(state) + 1) % all.length] ?? null;
}

function question(torrent: ListedTorrent, kind: "flag" | "remove") {
  const { title, means, change } = QUESTIONS[kind][Number(torrent.state === DONE[kind])] ?? QUESTIONS[kind][0];
  const { info_hash } = torrentJson(torrent);
  return confirm<TorrentsEffect>(title, [torrent.name, info_hash, "", means], {
    type: "change",
    id: torrent.id,
    change,
  });
}

const DONE = { flag: "flagged", remove: "removed" } as const;

type Question = { title: string; means: string; change: TorrentChange };
const QUESTIONS: Readonly<Record<"flag" | "remove", readonly [Question, Question]>> = {
  flag: [
    { title: "Flag this torrent?", means: "It is not offered until you unflag it.", change: "flag" },
    { title: "Unflag this torrent?", means: "It is offered again.", change: "unflag" },
  ],
  remove: [
    {
      title: "Remove this torrent?",
      means: "It is no longer offered, and its copy in the database is deleted. Files stay where they are.",
      change: "remove",
    },
    {
      title: "Undo the removal of this torrent?",
      means: "It is offered again as soon as a scan finds its file.",
      change: "unremove",
    },
  ],
};

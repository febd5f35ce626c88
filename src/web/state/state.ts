import type { EngineNews, FoundTorrent } from "../engine/messages.ts";

/** Where the page is on its way from a folder to torrents. */
export type Step = "choose" | "walking" | "ready" | "running" | "done";

export type SortKey = "need" | "name" | "size" | "status";

export interface State {
  step: Step;
  files: number;
  bytes: number;
  asking: { asked: number; of: number; tooSmall: number; minFileSize: number } | null;
  checking: { read: number; total: number; since: number; from: number } | null;
  waiting: number | null;
  paused: boolean;
  stopped: boolean;
  reported: boolean;
  torrents: readonly FoundTorrent[];
  selected: ReadonlySet<string>;
  /** The server could not be asked about some or all files; the last status of HTTP that it answered with. */
  unanswered: { status: number | null } | null;
  problems: readonly string[];
  /** Problems beyond those that are kept. */
  moreProblems: number;
  filter: string;
  onlyReady: boolean;
  onlyDead: boolean;
  sort: SortKey;
}

export type Action =
  | { type: "news"; news: EngineNews; now: number }
  | { type: "walk" }
  | { type: "start" }
  | { type: "retry" }
  | { type: "pause"; on: boolean; now: number }
  | { type: "reset" }
  | { type: "filter"; text: string }
  | { type: "only"; what: "ready" | "dead"; on: boolean }
  | { type: "sort"; by: SortKey }
  | { type: "select"; infoHashes: readonly string[]; on: boolean };

const MAX_PROBLEMS = 100;

export const START: State = {
  step: "choose",
  files: 0,
  bytes: 0,
  asking: null,
  checking: null,
  waiting: null,
  paused: false,
  stopped: false,
  reported: false,
  torrents: [],
  selected: new Set(),
  unanswered: null,
  problems: [],
  moreProblems: 0,
  filter: "",
  onlyReady: false,
  onlyDead: false,
  sort: "need",
};

/** The page after an action; pure. Times are milliseconds of any clock. */
export function update(state: State, action: Action): State {
  switch (action.type) {
    case "news":
      return hear(state, action.news, action.now);
    case "walk":
      return { ...START, step: "walking" };
    case "start":
      return { ...START, step: "running", files: state.files, bytes: state.bytes };
    case "retry":
      return { ...START, step: "ready", files: state.files, bytes: state.bytes };
    case "pause": {
      const checking = state.checking && { ...state.checking, since: action.now, from: state.checking.read };
      return { ...state, paused: action.on, checking };
    }
    case "reset":
      return START;
    case "filter":
      return { ...state, filter: action.text };
    case "only":
      return action.what === "ready" ? { ...state, onlyReady: action.on } : { ...state, onlyDead: action.on };
    case "sort":
      return { ...state, sort: action.by };
    case "select": {
      const given = new Set(action.infoHashes);
      return { ...state, selected: action.on ? state.selected.union(given) : state.selected.difference(given) };
    }
  }
}

function hear(state: State, news: EngineNews, now: number): State {
  switch (news.type) {
    case "walking":
      return { ...state, files: news.files };
    case "walked":
      // It may come from a folder that the user has thought better of.
      if (state.step !== "walking") return state;
      return { ...state, step: "ready", files: news.files, bytes: news.bytes };
    case "asking":
      return { ...state, asking: news, waiting: null };
    case "waiting":
      return { ...state, waiting: news.seconds };
    case "checking": {
      const { read, total } = news;
      const { since, from } = state.checking ?? { since: now, from: 0 };
      return { ...state, waiting: null, checking: { read, total, since, from } };
    }
    case "found": {
      const torrents = [...state.torrents.filter(({ infoHash }) => infoHash !== news.torrent.infoHash), news.torrent];
      const isReady = news.torrent.status === "ready";
      return {
        ...state,
        torrents,
        selected: isReady ? new Set([...state.selected, news.torrent.infoHash]) : state.selected,
      };
    }
    case "problem":
      return withProblem(state, news.message);
    case "unanswered":
      return { ...withProblem(state, news.message), unanswered: { status: news.status } };
    case "reported":
      return { ...state, reported: true };
    case "ended":
      return { ...state, step: "done", stopped: news.stopped, paused: false, waiting: null };
    case "saved":
      return state;
  }
}

function withProblem(state: State, message: string): State {
  if (state.problems.length === MAX_PROBLEMS) return { ...state, moreProblems: state.moreProblems + 1 };
  return { ...state, problems: [...state.problems, message] };
}

const STATUS_ORDER = { ready: 0, partial: 1, near: 2 } as const;

/** The torrents that the filters leave, in their order. */
export function shown({ torrents, filter, onlyReady, onlyDead, sort }: State): FoundTorrent[] {
  const wanted = filter.trim().toLowerCase();
  const left = torrents.filter(
    ({ name, status, seeders }) =>
      name.toLowerCase().includes(wanted) && (!onlyReady || status === "ready") && (!onlyDead || seeders === 0),
  );
  const need = ({ seeders }: FoundTorrent) => seeders ?? 0.5;
  const byName = (a: FoundTorrent, b: FoundTorrent) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const byStatus = (a: FoundTorrent, b: FoundTorrent) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status];
  const orders: Record<SortKey, (a: FoundTorrent, b: FoundTorrent) => number> = {
    need: (a, b) => byStatus(a, b) || need(a) - need(b) || b.size - a.size || byName(a, b),
    name: byName,
    size: (a, b) => b.size - a.size || byName(a, b),
    status: (a, b) => byStatus(a, b) || byName(a, b),
  };
  return left.sort(orders[sort]);
}

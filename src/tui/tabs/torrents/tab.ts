import { bind } from "../../contract/binding.ts";
import type { Tab } from "../../contract/tab.ts";
import { TorrentsEffects } from "./effects.ts";
import {
  chosenTorrent,
  reload,
  TORRENTS,
  type TorrentsEffect,
  type TorrentsMessage,
  type TorrentsState,
  torrentsStep,
} from "./state.ts";
import { TorrentsView } from "./view.tsx";

const stateOf = (state: TorrentsState) => chosenTorrent(state)?.state;
const canOpen = (state: TorrentsState) => state.detail === null && stateOf(state) !== undefined;
const isFlagged = (state: TorrentsState) => stateOf(state) === "flagged";
const canFlag = (state: TorrentsState) =>
  stateOf(state) !== undefined && stateOf(state) !== "removed" && !isFlagged(state);
const isRemoved = (state: TorrentsState) => stateOf(state) === "removed";
const canRemove = (state: TorrentsState) => stateOf(state) !== undefined && !isRemoved(state);

/** The torrents of the index: found, shown, taken off offer and offered again. */
export const torrents: Tab<TorrentsState, TorrentsMessage, TorrentsEffect> = {
  title: "Torrents",
  short: "Torrents",
  start: TORRENTS,
  keys: [
    bind("enter", "Enter", "Show", "Show everything about the selected torrent", { type: "open" }, canOpen),
    bind("/", "/", "Search", "Search names, info-hashes, id:N and external:ID", { type: "search" }),
    bind("s", "s", "State", "Filter by state; again for the next one", { type: "next-state" }),
    bind("f", "f", "Flag", "Flag the torrent: not offered until unflagged", { type: "flag" }, canFlag),
    bind("f", "f", "Unflag", "Unflag the torrent", { type: "flag" }, isFlagged),
    bind("d", "d", "Remove", "Remove the torrent from the index", { type: "remove" }, canRemove),
    bind("d", "d", "Undo", "Undo the removal", { type: "remove" }, isRemoved),
    bind("r", "r", "", "Reload the list", { type: "refresh" }),
  ],
  step: torrentsStep,
  enter: reload,
  isStale: (before, live) =>
    (["torrents", "missing", "flagged", "removed", "withheld"] as const).some(
      (key) => before?.counts[key] !== live.counts[key],
    ),
  isOpen: ({ detail, text, state }) => detail !== null || text !== "" || state !== null,
  underWay: () => null,
  View: TorrentsView,
  effects: (context) => new TorrentsEffects(context),
};

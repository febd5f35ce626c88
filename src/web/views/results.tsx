import { type UIEvent, useState, useSyncExternalStore } from "react";
import type { FoundTorrent } from "../engine/messages.ts";
import { type Action, type SortKey, type State, shown } from "../state/state.ts";
import type { Texts } from "../state/texts.ts";
import { formatBytes, formatCount } from "./amounts.ts";
import { safeText } from "./safe-text.ts";

interface ResultsProps {
  state: State;
  texts: Texts;
  dispatch: (action: Action) => void;
  onZip: (infoHashes: string[]) => void;
  onTorrent: (infoHash: string) => void;
}

/** Pixels of a row, as page.css has them, and rows drawn beyond what is seen: a list of thousands draws some dozens. */
const ROW_HEIGHT = { wide: 56, narrow: 116 };
const BEYOND = 8;
const WINDOW = 12;

const STATUSES = ["ready", "partial", "near"] as const;

/** The torrents found: filter, sort, select, download. */
export function Results({ state, texts, dispatch, onZip, onTorrent }: ResultsProps) {
  const torrents = shown(state);
  const chosen = state.torrents.filter(({ infoHash }) => state.selected.has(infoHash));
  const hashes = torrents.map(({ infoHash }) => infoHash);
  const all = hashes.length > 0 && hashes.every((hash) => state.selected.has(hash));
  const present = STATUSES.filter((status) => state.torrents.some((torrent) => torrent.status === status));
  const counts = present.map((status) => texts.counted[status](formatCount(countOf(state.torrents, status))));
  if (state.torrents.length === 0) {
    const isSure = state.step === "done" && !state.stopped && state.unanswered === null;
    return isSure ? <p role="status">{texts.none}</p> : null;
  }
  return (
    <section aria-label={texts.result}>
      <h2>{texts.done(formatCount(state.torrents.length), counts)}</h2>
      <p className="hint">{present.map((status) => texts.legend[status]).join(" ")}</p>
      <div className="tools">
        <input
          type="search"
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={state.filter}
          onChange={(event) => dispatch({ type: "filter", text: event.target.value })}
        />
        <label>
          <input
            type="checkbox"
            checked={state.onlyReady}
            onChange={(event) => dispatch({ type: "only", what: "ready", on: event.target.checked })}
          />{" "}
          {texts.onlyReady}
        </label>
        {state.torrents.some(({ seeders }) => seeders === 0) && (
          <label>
            <input
              type="checkbox"
              checked={state.onlyDead}
              onChange={(event) => dispatch({ type: "only", what: "dead", on: event.target.checked })}
            />{" "}
            {texts.onlyDead}
          </label>
        )}
      </div>
      <div className="tools">
        <label>
          <input
            type="checkbox"
            checked={all}
            onChange={(event) => dispatch({ type: "select", infoHashes: hashes, on: event.target.checked })}
          />{" "}
          {texts.selectAll}
        </label>
        <Sort texts={texts} sort={state.sort} dispatch={dispatch} />
        <button
          type="button"
          className="primary"
          disabled={chosen.length === 0}
          onClick={() => onZip(chosen.map(({ infoHash }) => infoHash))}
        >
          {texts.download(formatCount(chosen.length))}
        </button>
      </div>
      <p className="hint">
        {texts.selected(formatCount(chosen.length), formatBytes(chosen.reduce((sum, { size }) => sum + size, 0)))}
      </p>
      <List torrents={torrents} state={state} texts={texts} dispatch={dispatch} onTorrent={onTorrent} />
    </section>
  );
}

function countOf(torrents: readonly FoundTorrent[], status: FoundTorrent["status"]): number {
  return torrents.filter((torrent) => torrent.status === status).length;
}

function Sort({ texts, sort, dispatch }: { texts: Texts; sort: SortKey; dispatch: (action: Action) => void }) {
  const names: Record<SortKey, string> = {
    need: texts.seeders,
    name: texts.name,
    size: texts.sizeColumn,
    status: texts.status,
  };
  return (
    <label>
      {texts.sortBy}{" "}
      <select value={sort} onChange={(event) => dispatch({ type: "sort", by: event.target.value as SortKey })}>
        {Object.entries(names).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ListProps {
  torrents: readonly FoundTorrent[];
  state: State;
  texts: Texts;
  dispatch: (action: Action) => void;
  onTorrent: (infoHash: string) => void;
}

const narrow = globalThis.matchMedia?.("(max-width: 30rem)");

function useRowHeight(): number {
  const isNarrow = useSyncExternalStore(
    (changed) => {
      narrow?.addEventListener("change", changed);
      return () => narrow?.removeEventListener("change", changed);
    },
    () => narrow?.matches === true,
  );
  return isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide;
}

function List({ torrents, state, texts, dispatch, onTorrent }: ListProps) {
  const [top, setTop] = useState(0);
  const height = useRowHeight();
  const first = Math.max(0, Math.min(Math.floor(top / height) - BEYOND, torrents.length - 1));
  const drawn = torrents.slice(first, first + WINDOW + 2 * BEYOND);
  const onScroll = (event: UIEvent<HTMLElement>) => setTop(event.currentTarget.scrollTop);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by the keyboard
    <section className="list" aria-label={texts.list} tabIndex={0} onScroll={onScroll}>
      <ul style={{ height: torrents.length * height }}>
        {drawn.map((torrent, i) => (
          <li
            key={torrent.infoHash}
            style={{ top: (first + i) * height }}
            aria-setsize={torrents.length}
            aria-posinset={first + i + 1}
          >
            <Row torrent={torrent} state={state} texts={texts} dispatch={dispatch} onTorrent={onTorrent} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface RowProps extends Omit<ListProps, "torrents"> {
  torrent: FoundTorrent;
}

function Row({ torrent, state, texts, dispatch, onTorrent }: RowProps) {
  const { infoHash, status, reason, seeders, size, found, of, renamed } = torrent;
  const name = safeText(torrent.name);
  // Why it is not ready comes first: the end of a line may be cut off.
  const facts = [
    ...(reason === null ? [] : [safeText(reason)]),
    texts.filesOf(formatCount(found), formatCount(of)),
    formatBytes(size),
    ...(seeders === null ? [] : [texts.seedersOf(formatCount(seeders))]),
    ...(renamed > 0 ? [texts.renamed(formatCount(renamed))] : []),
  ];
  return (
    <>
      <input
        type="checkbox"
        aria-label={texts.select(name)}
        checked={state.selected.has(infoHash)}
        onChange={(event) => dispatch({ type: "select", infoHashes: [infoHash], on: event.target.checked })}
      />
      <span className={`status ${status}`}>{texts.statuses[status]}</span>
      <span className="torrent">
        <bdi title={name}>{name}</bdi>
        <small title={facts.join(", ")}>{facts.join(" · ")}</small>
      </span>
      <button type="button" aria-label={texts.downloadOneOf(name)} onClick={() => onTorrent(infoHash)}>
        {texts.downloadOne}
      </button>
    </>
  );
}

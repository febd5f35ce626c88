import type { State } from "../state/state.ts";
import type { Texts } from "../state/texts.ts";
import { formatBytes, formatCount, timeLeft } from "./amounts.ts";

interface ProgressProps {
  state: State;
  texts: Texts;
  now: number;
}

/** What is going on, as a line and a bar. */
export function Progress({ state, texts, now }: ProgressProps) {
  const { asking, checking, waiting } = state;
  return (
    <div className="progress">
      <p role="status">{lineOf(state, texts, now)}</p>
      {checking !== null && checking.total > 0 && (
        <progress aria-label={texts.result} value={checking.read} max={checking.total} />
      )}
      {checking === null && asking !== null && (
        <progress aria-label={texts.result} value={asking.asked} max={Math.max(1, asking.of)} />
      )}
      {waiting !== null && <p className="hint">{texts.waiting(String(waiting))}</p>}
    </div>
  );
}

/** Files that the server does not want to be asked about. */
export function TooSmall({ state: { asking }, texts }: { state: State; texts: Texts }) {
  if (asking === null || asking.tooSmall === 0) return null;
  return <p className="hint">{texts.tooSmall(formatCount(asking.tooSmall), formatBytes(asking.minFileSize))}</p>;
}

function lineOf({ asking, checking, paused }: State, texts: Texts, now: number): string {
  if (checking !== null && checking.total > 0) {
    const line = texts.checked(formatBytes(checking.read), formatBytes(checking.total));
    if (paused) return `${line}, ${texts.paused}`;
    const rate = ((checking.read - checking.from) * 1000) / Math.max(1, now - checking.since);
    if (rate === 0) return line;
    return `${line}, ${texts.rate(`${formatBytes(rate)}/s`, timeLeft((checking.total - checking.read) / rate))}`;
  }
  if (asking === null) return texts.reading;
  return texts.asking(formatCount(asking.asked), formatCount(asking.of));
}

import type { PageConfig } from "../state/page-config.ts";
import type { State } from "../state/state.ts";
import type { Texts } from "../state/texts.ts";
import { formatCount } from "./amounts.ts";
import { safeText } from "./safe-text.ts";

/** Says that the server was not asked about everything, and why where that is known. */
export function Unanswered({ state: { unanswered }, auth, texts }: { state: State; auth: string; texts: Texts }) {
  if (unanswered === null) return null;
  const isOut = unanswered.status === 401 || unanswered.status === 403;
  const reasons: Record<string, string> = {
    header: texts.logIn,
    token: texts.badToken,
    tracker: texts.badPasskey,
    callback: texts.badPasskey,
  };
  return <p role="status">{(isOut && reasons[auth]) || texts.unanswered}</p>;
}

/** What went wrong on the way. */
export function Problems({ state, texts }: { state: State; texts: Texts }) {
  const { problems, moreProblems } = state;
  if (problems.length === 0) return null;
  return (
    <section aria-label={texts.problems}>
      <h2>{texts.problems}</h2>
      <ul className="problems">
        {problems.map((problem) => (
          <li key={problem}>{safeText(problem)}</li>
        ))}
        {moreProblems > 0 && <li>{texts.moreProblems(formatCount(moreProblems))}</li>}
      </ul>
    </section>
  );
}

const commandFor = (base: string) =>
  [
    "reseeder match /path/to/folder",
    `--server ${base}`,
    "--link /path/to/links",
    "--client qbittorrent:http://127.0.0.1:8080",
  ].join(" \\\n  ");

/** What to do with the .torrents. */
export function Next({ texts, base }: { texts: Texts; base: string }) {
  return (
    <section aria-label={texts.next}>
      <h2>{texts.next}</h2>
      <ol>
        {texts.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>{texts.nextCommand}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by the keyboard */}
      <section className="command" aria-label={texts.command} tabIndex={0}>
        <pre>{commandFor(base)}</pre>
      </section>
    </section>
  );
}

/** What the server stores of a user, made from its settings. */
export function Privacy({ config, texts }: { config: PageConfig; texts: Texts }) {
  const { auth, anonymous, retentionDays, logRows } = config;
  const named = anonymous ? texts.privacyAnonymous : texts.privacyNamed;
  const sentences = [
    texts.privacyRequests,
    auth === "none" ? texts.privacyNone : named,
    retentionDays > 0 ? texts.privacyDays(String(retentionDays)) : texts.privacyRows(formatCount(logRows)),
  ];
  return (
    <section aria-label={texts.privacy}>
      <h2>{texts.privacy}</h2>
      <p className="hint">{sentences.join(" ")}</p>
    </section>
  );
}

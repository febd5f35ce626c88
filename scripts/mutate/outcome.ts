/**
 * What tests said of a change: `caught`, an assertion failed; `hung`, a test ran out of time; `broke`, the sources did
 * not load or named something that is not there; `survived`, all passed. Only the first shows that a behaviour is held.
 */
export interface Outcome {
  how: "caught" | "hung" | "broke" | "survived";
  /** The first test that failed and the first line of its error; empty where there is none. */
  why: string;
}

/**
 * @param exitCode null where the run was killed
 * @param report what `bun test` wrote to standard error, without colours
 */
export function outcomeOf(exitCode: number | null, report: string): Outcome {
  if (exitCode === 0) return { how: "survived", why: "" };
  const name = /^\(fail\) (.*?)(?: \[[\d.]+m?s\])?$/m.exec(report)?.[1] ?? "";
  const error = /^(?:\w*[Ee]rror|# Unhandled error).*$/m.exec(report)?.[0] ?? "";
  const why = [name, error].filter(Boolean).join(": ");
  if (exitCode === null || /^(?: +\^ this test timed out|TimeoutError)/m.test(report)) return { how: "hung", why };
  const loaded = name !== "" && !/^(?:SyntaxError|ReferenceError|# Unhandled error)/m.test(report);
  return { how: loaded ? "caught" : "broke", why };
}

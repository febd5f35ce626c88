/** Repetitions of any number in one pattern: each may try every length, so time grows with the length of the name to this power. */
const MAX_OPEN = 4;
/** A repetition just here; a brace that is none stands for itself. */
const REPETITION = /[*+]|\{(\d+)(?:,(\d*))?\}/y;
/** What has no meaning of its own: escapes, and classes with all that stands in them. */
const OPAQUE = /\\.|\[(?:\\.|[^\]\\])*\]/sy;

/**
 * What could make a regular expression run for seconds on one name (`^(a+)+$`), as far as its form shows: a repeated group
 * that holds a repetition or alternatives, and too many repetitions of any number. Some that would be fast are among them.
 * @param pattern one that compiles
 * @returns a sentence, null where nothing of that kind is found
 */
export function runawayProblem(pattern: string): string | null {
  const groups = [{ varies: false }];
  let open = pattern.startsWith("^") ? 0 : 1;
  for (let at = 0; at < pattern.length; ) {
    const opaque = matchAt(OPAQUE, pattern, at)?.[0];
    const char = pattern[at];
    at += opaque?.length ?? 1;
    const inner = char === ")" && groups.length > 1 ? groups.pop() : null;
    const group = groups.at(-1);
    if (inner?.varies && group) group.varies = true;
    if (char === "(") groups.push({ varies: false });
    else if (char === "|" && group) group.varies = true;
    const found = char === "(" ? null : matchAt(REPETITION, pattern, at);
    if (!found || !group) continue;
    const [text, least = "0", most = ""] = found;
    at += text.length;
    if (text === "{1}" || text === "{0}" || text === "{0,1}") continue;
    if (inner?.varies) return "expected no repetition of a group that holds a repetition or alternatives";
    group.varies = true;
    const isOpen = text.length === 1 || (text.includes(",") && (most === "" || Number(most) - Number(least) > 16));
    if (isOpen && ++open > MAX_OPEN) return `expected at most ${MAX_OPEN} repetitions of any number, or 3 without a ^`;
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** One change of the sources that a test has to notice. Paths are relative to the repository. */
export interface Mutation {
  file: string;
  /** Text that stands once in the file. */
  from: string;
  /** What takes its place and breaks the behaviour. */
  to: string;
  /** Test files that fail then. */
  tests: string[];
  /** Part of the name of the test that fails, where the others of its file take long, as Bun reports it: `of a file > is read`. */
  named?: string;
}

/**
 * The source with the change in it.
 * @throws Error where the text does not stand in it exactly once, or the change is none
 */
export function applied(source: string, { file, from, to }: Mutation): string {
  const at = source.indexOf(from);
  if (at < 0) throw new Error(`${file}: the text to change is not there: ${from}`);
  if (source.indexOf(from, at + 1) >= 0) throw new Error(`${file}: the text to change stands there twice: ${from}`);
  if (from === to) throw new Error(`${file}: the change changes nothing: ${from}`);
  return source.slice(0, at) + to + source.slice(at + from.length);
}

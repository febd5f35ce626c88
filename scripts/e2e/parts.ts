/** A part of the tests against real programs; in them `RESEEDER_E2E=1` turns on what takes long. */
export interface Part {
  /** Test files, as `bun test` takes them. */
  tests: readonly string[];
}

/** Every part, by the name under which it is run alone. */
export const PARTS: Readonly<Record<string, Part>> = {
  clients: { tests: ["tests/binary/end-to-end.test.ts"] },
  trackers: { tests: ["tests/work/tracker/rounds.test.ts", "tests/http/server/tracker-auth.test.ts"] },
};

/** A part of the tests against real programs; in them `RESEEDER_E2E=1` turns on what takes long. */
export interface Part {
  /** Test files, as `bun test` takes them. */
  tests: readonly string[];
}

/** Every part, by the name under which it is run alone. */
export const PARTS: Readonly<Record<string, Part>> = {
  clients: { tests: ["tests/binary/end-to-end.test.ts"] },
  // A library into four clients and back, odd names and a corrupt file with a peer that offers the right piece.
  handover: { tests: ["./tests/e2e/clients.e2e.ts", "./tests/e2e/handover.e2e.ts"] },
  // The API's description by Spectral, Redocly (npx fetches both) and schemathesis (pip install schemathesis==4.32.5).
  openapi: { tests: ["./tests/e2e/openapi.e2e.ts"] },
  // The page for users in Firefox, and in Chromium with a file of 60 GB and with 100,000 files.
  page: { tests: ["./tests/e2e/page-firefox.e2e.ts", "./tests/e2e/page.e2e.ts"] },
  // Databases of seven platforms in MariaDB and PostgreSQL, APIs as they were recorded, opentracker with clients.
  trackers: {
    tests: [
      "tests/work/tracker/",
      "tests/work/tracker-api/",
      "tests/http/server/tracker-auth.test.ts",
      "tests/http/server/tracker-keys.test.ts",
      "./tests/e2e/torrust-actix.e2e.ts",
      "tests/binary/end-to-end.test.ts",
    ],
  },
  // The archives of every platform.
  release: { tests: ["tests/scripts/release.test.ts"] },
  // The program for Windows, under Wine.
  windows: { tests: ["./tests/e2e/windows.e2e.ts"] },
};

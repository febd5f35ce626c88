import { ACCESS } from "./entries/access.ts";
import { ARCHIVE } from "./entries/archive.ts";
import { CLI } from "./entries/cli.ts";
import { CLIENT } from "./entries/client.ts";
import { CORE } from "./entries/core.ts";
import { HTTP } from "./entries/http.ts";
import { KEEPING } from "./entries/keeping.ts";
import { LISTING } from "./entries/listing.ts";
import { MATCH } from "./entries/match.ts";
import { PROTOCOL } from "./entries/protocol.ts";
import { RELEASE } from "./entries/release.ts";
import { RULES } from "./entries/rules.ts";
import { SCAN } from "./entries/scan.ts";
import { SCRAPE } from "./entries/scrape.ts";
import { SECRETS } from "./entries/secrets.ts";
import { STORE } from "./entries/store.ts";
import { TORRENT } from "./entries/torrent.ts";
import { TRACKER } from "./entries/tracker.ts";
import { TRACKER_API } from "./entries/tracker-api.ts";
import { TUI } from "./entries/tui.ts";
import { WEB } from "./entries/web.ts";
import { WORK } from "./entries/work.ts";
import type { Mutation } from "./mutation.ts";

/** Changes that break what the program promises, by floor and subject. */
export const ENTRIES: readonly Mutation[] = [
  ...ACCESS,
  ...ARCHIVE,
  ...CLI,
  ...CLIENT,
  ...CORE,
  ...HTTP,
  ...KEEPING,
  ...LISTING,
  ...MATCH,
  ...PROTOCOL,
  ...RELEASE,
  ...RULES,
  ...SCAN,
  ...SCRAPE,
  ...SECRETS,
  ...STORE,
  ...TORRENT,
  ...TRACKER,
  ...TRACKER_API,
  ...TUI,
  ...WEB,
  ...WORK,
];

import { callbackProblem } from "../../core/access/access.ts";
import { parseHosts } from "../../core/access/allowed-hosts.ts";
import { parseNoStatuses } from "../../core/access/callback-answers.ts";
import { parseOrigins } from "../../core/access/foreign-page.ts";
import { parseExternalIdPattern } from "../../core/content/external-id.ts";
import { commentProblem, parseAnnounceUrls } from "../../core/personal/personal-settings.ts";
import { scrapeProblem } from "../../core/scrape/scrape-url.ts";
import type { SettingKey, Settings } from "../../core/settings/settings.ts";
import { isApiKind } from "../../core/tracker-api/api-kinds.ts";
import { readApiUrl } from "../../core/tracker-api/api-url.ts";

/** A setting that has a usable form, and still cannot do what it is for. */
export interface SettingProblem {
  key: SettingKey;
  problem: string;
  /** What follows from it. */
  means: string;
}

/** What is wrong with settings in the light of each other. */
export function settingProblems(settings: Settings): SettingProblem[] {
  const { auth, auth_callback_url: callback, announce_urls: announce, comment_url: comment } = settings;
  const found: [SettingKey, string | null, string][] = [
    [
      "tracker",
      auth === "tracker" && settings.tracker === "none" ? "expected a tracker, as auth is tracker" : null,
      "nobody is let in",
    ],
    [
      "auth",
      auth === "tracker" && settings.tracker === "udpt" ? "expected another than tracker: UDPT has no users" : null,
      "nobody is let in",
    ],
    ["tracker_url", isApiKind(settings.tracker) ? apiUrlProblem(settings.tracker_url) : null, "no list comes"],
    [
      "tracker_queries",
      settings.tracker === "sql" && settings.tracker_queries.trim() === ""
        ? "expected a file, as tracker is sql"
        : null,
      "no list comes",
    ],
    ["auth_callback_url", auth === "callback" ? callbackProblem(callback) : null, "nobody is let in"],
    ["announce_urls", announce.trim() === "" ? null : announceProblem(announce), "no torrent is handed out"],
    ["auth_callback_no", noStatusesProblem(settings.auth_callback_no), "every answer but a yes is trouble"],
    ["allowed_origins", parseOrigins(settings.allowed_origins).problems[0] ?? null, "its pages are rejected"],
    ["allowed_hosts", parseHosts(settings.allowed_hosts).problems[0] ?? null, "requests under that name are rejected"],
    ["external_id_pattern", patternProblem(settings.external_id_pattern), "no torrent gets an id from its file's name"],
    ["comment_url", comment.trim() === "" ? null : commentProblem(comment.trim()), "torrents keep their comments"],
    [
      "scrape_urls",
      settings.scrape_urls.trim() === "" ? null : scrapeProblem(settings.scrape_urls),
      "nothing is counted",
    ],
  ];
  return found.flatMap(([key, problem, means]) => (problem === null ? [] : [{ key, problem, means }]));
}

function noStatusesProblem(text: string): string | null {
  if (parseNoStatuses(text) !== null) return null;
  return `expected statuses from 400 to 499 separated by commas, got ${JSON.stringify(text)}`;
}

/** What is wrong with `announce_urls`; null when nothing is. */
export function announceProblem(text: string): string | null {
  const parsed = parseAnnounceUrls(text);
  return "problem" in parsed ? parsed.problem : null;
}

/** What is wrong with `external_id_pattern`; null when nothing is. */
export function patternProblem(text: string): string | null {
  const parsed = parseExternalIdPattern(text);
  return "problem" in parsed ? parsed.problem : null;
}

/** What is wrong with `tracker_url`; null when nothing is. */
function apiUrlProblem(text: string): string | null {
  const read = readApiUrl(text);
  return typeof read === "string" ? read : null;
}

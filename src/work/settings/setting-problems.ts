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
      auth === "tracker" && settings.tracker === "none" ? "expected a tracker, because auth is tracker" : null,
      "every request is rejected",
    ],
    [
      "auth",
      auth === "tracker" && settings.tracker === "udpt" ? "cannot be tracker: UDPT has no users" : null,
      "every request is rejected",
    ],
    [
      "tracker_url",
      isApiKind(settings.tracker) ? apiUrlProblem(settings.tracker_url) : null,
      "the list cannot be read",
    ],
    [
      "tracker_queries",
      settings.tracker === "sql" && settings.tracker_queries.trim() === ""
        ? "expected a file, because tracker is sql"
        : null,
      "the list cannot be read",
    ],
    ["auth_callback_url", auth === "callback" ? callbackProblem(callback) : null, "every request is rejected"],
    ["announce_urls", announce.trim() === "" ? null : announceProblem(announce), "no torrents are handed out"],
    ["auth_callback_no", noStatusesProblem(settings.auth_callback_no), "every status except 2xx counts as an error"],
    [
      "allowed_origins",
      parseOrigins(settings.allowed_origins).problems[0] ?? null,
      "requests from its pages are rejected",
    ],
    ["allowed_hosts", parseHosts(settings.allowed_hosts).problems[0] ?? null, "requests for that host are rejected"],
    ["external_id_pattern", patternProblem(settings.external_id_pattern), "file names give no tracker IDs"],
    ["comment_url", comment.trim() === "" ? null : commentProblem(comment.trim()), "torrents keep their comments"],
    [
      "scrape_urls",
      settings.scrape_urls.trim() === "" ? null : scrapeProblem(settings.scrape_urls),
      "seeders are not counted",
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

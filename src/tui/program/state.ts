import type { Overlay } from "../contract/overlay.ts";
import type { Shared } from "../contract/shared.ts";
import type { Size } from "../contract/size.ts";
import type { Effect } from "./message.ts";
import { TABS, type TabId, type TabState } from "./tabs.ts";

/** Everything that the screen shows; `update` is what changes it. */
export type State = Shared & {
  tab: TabId;
  overlay: Overlay<Effect> | null;
  /** What has just been done, or could not be. */
  notice: { tone: "good" | "bad"; text: string; until: number } | null;
  /** Changes that wait until another process has written. */
  waiting: number;
} & { readonly [K in TabId]: TabState<K> };

/** The state at the start. */
export function initialState(path: string, size: Size, now: number): State {
  const { dashboard, torrents, users, scan, statistics, settings, backup, api, log } = TABS;
  return {
    tab: "dashboard",
    size,
    now,
    path,
    problem: null,
    live: null,
    overlay: null,
    notice: null,
    waiting: 0,
    dashboard: dashboard.start,
    torrents: torrents.start,
    users: users.start,
    scan: scan.start,
    statistics: statistics.start,
    settings: settings.start,
    backup: backup.start,
    api: api.start,
    log: log.start,
  };
}

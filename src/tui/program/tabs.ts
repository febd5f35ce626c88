import type { Tab } from "../contract/tab.ts";
import { api } from "../tabs/api/tab.ts";
import { backup } from "../tabs/backup/tab.ts";
import { dashboard } from "../tabs/dashboard/tab.ts";
import { log } from "../tabs/log/tab.ts";
import { scan } from "../tabs/scan/tab.ts";
import { settings } from "../tabs/settings/tab.ts";
import { statistics } from "../tabs/statistics/tab.ts";
import { torrents } from "../tabs/torrents/tab.ts";
import { users } from "../tabs/users/tab.ts";

/** The tabs in their order. */
export const TABS = { dashboard, torrents, users, scan, statistics, settings, backup, api, log };

export type TabId = keyof typeof TABS;

export const TAB_IDS = Object.keys(TABS) as TabId[];

/** A tab of which only the program knows that state, messages and effects go together. */
export type AnyTab = Tab<unknown, unknown, unknown>;

/** A tab by its id. */
export function tabOf(id: TabId): AnyTab {
  return TABS[id];
}

type Parts<K extends TabId> = (typeof TABS)[K] extends Tab<infer S, infer M, infer E> ? { S: S; M: M; E: E } : never;
export type TabState<K extends TabId> = Parts<K>["S"];
export type TabMessage<K extends TabId> = Parts<K>["M"];
export type TabEffect<K extends TabId> = Parts<K>["E"];

import type { Live } from "../../work/observe/live.ts";
import { API, type ApiState } from "../tabs/api/state.ts";
import { BACKUP, type BackupState } from "../tabs/backup/state.ts";
import { DASHBOARD, type DashboardState } from "../tabs/dashboard/state.ts";
import { SCAN, type ScanState } from "../tabs/scan/state.ts";
import { SETTINGS_TAB, type SettingsState } from "../tabs/settings/state.ts";
import { STATISTICS, type StatisticsState } from "../tabs/statistics/state.ts";
import type { Problem, Tab } from "./message.ts";
import type { Overlay } from "./overlay.ts";

/** Everything that the screen shows; `update` is what changes it. Times in Unix milliseconds. */
export interface State {
  tab: Tab;
  size: Size;
  now: number;
  /** Path of the database. */
  path: string;
  /** Why the database cannot be read at the moment. */
  problem: Problem | null;
  /** What was seen last; null before the first look. */
  live: Live | null;
  overlay: Overlay | null;
  /** What has just been done, or could not be. */
  notice: { tone: "good" | "bad"; text: string; until: number } | null;
  dashboard: DashboardState;
  scan: ScanState;
  statistics: StatisticsState;
  settings: SettingsState;
  backup: BackupState;
  api: ApiState;
}

/** Of the terminal, in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** The smallest terminal that everything fits into. */
export const SMALLEST: Size = { columns: 60, rows: 16 };

/** True when the terminal is too small to draw anything but that. */
export function isTooSmall({ columns, rows }: Size): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows;
}

/** Lines between the tabs above and the notice and keys below. */
export function bodyRows({ rows }: Size): number {
  return Math.max(1, rows - 4);
}

/** The state at the start. */
export function initialState(path: string, size: Size, now: number): State {
  return {
    tab: "dashboard",
    size,
    now,
    path,
    problem: null,
    live: null,
    overlay: null,
    notice: null,
    dashboard: DASHBOARD,
    scan: SCAN,
    statistics: STATISTICS,
    settings: SETTINGS_TAB,
    backup: BACKUP,
    api: API,
  };
}

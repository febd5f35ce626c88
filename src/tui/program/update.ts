import { answerRoom } from "../tabs/api/room.ts";
import { apiStep } from "../tabs/api/state.ts";
import { backupStep } from "../tabs/backup/state.ts";
import { dashboardStep } from "../tabs/dashboard/state.ts";
import { scanStep } from "../tabs/scan/state.ts";
import { settingsStep } from "../tabs/settings/state.ts";
import { statisticsRows } from "../tabs/statistics/rows.ts";
import { enterStatistics, statisticsStep } from "../tabs/statistics/state.ts";
import { type Effect, type Step, step } from "./effect.ts";
import { type Message, TABS, type Tab } from "./message.ts";
import { overlayFor, overlayStep, quitQuestion } from "./overlay-step.ts";
import { bodyRows, type State } from "./state.ts";

/** How long a notice stays. */
const NOTICE_MS = 6_000;

/** The state after a message, and what is to be done about it. Pure: the same for the same arguments. */
export function update(before: State, message: Message): Step<State> {
  const state = "now" in message ? at(before, message.now) : before;
  switch (message.type) {
    case "tick":
      return step(state);
    case "resized":
      return step({ ...state, size: { columns: message.columns, rows: message.rows } });
    case "looked":
      return step({ ...state, live: message.live, problem: null }, ...reloads(state, message));
    case "trouble":
      return step({ ...state, problem: message.problem });
    case "said":
      return step({ ...state, notice: { ...message, until: state.now + NOTICE_MS } });
    case "quit-now":
      return step(state, { type: "quit" });
    case "quit": {
      const overlay = quitQuestion(state);
      return overlay ? step({ ...state, overlay }) : step(state, { type: "quit" });
    }
    case "tab":
      return entered(state, destination(state.tab, message.to));
    case "help":
      return step({ ...state, overlay: state.overlay?.type === "help" ? null : { type: "help", top: 0 } });
  }
  const owner = OWNERS[message.type];
  if (owner) return tabStep(state, owner, message);
  if (state.overlay) return overlayStep(state, state.overlay, message);
  if (message.type === "close" && state.notice) return step({ ...state, notice: null });
  const overlay = overlayFor(state, message);
  return overlay ? step({ ...state, overlay, notice: null }) : tabStep(state, state.tab, message);
}

/** Events of one tab; whatever is not named here is for what lies in front. */
const OWNERS: Readonly<Partial<Record<Message["type"], Tab>>> = {
  paths: "scan",
  rejected: "scan",
  "scan-started": "scan",
  scanning: "scan",
  "scan-ended": "scan",
  statistics: "statistics",
  "statistics-failed": "statistics",
  settings: "settings",
  backups: "backup",
  "backup-started": "backup",
  "backup-progress": "backup",
  verified: "backup",
  "backup-ended": "backup",
  header: "api",
  api: "api",
  answered: "api",
  unanswered: "api",
  sent: "api",
};

function tabStep(state: State, tab: Tab, message: Message): Step<State> {
  const page = Math.max(1, bodyRows(state.size) - 10);
  const put = <K extends Tab>(key: K, { state: part, effects }: Step<State[K]>): Step<State> => ({
    state: { ...state, [key]: part },
    effects: message.type === "refresh" && key !== "statistics" ? [{ type: "load", tab }] : effects,
  });
  switch (tab) {
    case "dashboard":
      return put(tab, dashboardStep(state.dashboard, message, state.live, page));
    case "scan":
      return put(tab, scanStep(state.scan, message, page));
    case "statistics": {
      const all = message.type === "move" ? statisticsRows(state.statistics, state.size.columns, state.now).length : 0;
      return put(tab, statisticsStep(state.statistics, message, { all, room: bodyRows(state.size) }));
    }
    case "settings":
      return put(tab, settingsStep(state.settings, message, page));
    case "backup":
      return put(tab, backupStep(state.backup, message, page));
    case "api":
      return put(tab, apiStep(state.api, message, answerRoom(state.size)));
  }
}

function destination(from: Tab, to: Tab | "next" | "previous"): Tab {
  if (to !== "next" && to !== "previous") return to;
  const place = TABS.indexOf(from) + (to === "next" ? 1 : TABS.length - 1);
  return TABS[place % TABS.length] ?? from;
}

function entered(state: State, tab: Tab): Step<State> {
  const there: State = { ...state, tab, overlay: null };
  if (tab === "dashboard") return step(there);
  if (tab !== "statistics") return step(there, { type: "load", tab });
  const { state: statistics, effects } = enterStatistics(state.statistics, state.now);
  return { state: { ...there, statistics }, effects };
}

/** What the tab in front has to read again because another process, or a job of this one, has changed it. */
function reloads({ tab, live: before }: State, { live }: Extract<Message, { type: "looked" }>): Effect[] {
  if (tab === "settings") return [{ type: "load", tab }];
  const moved = (run: "lastScan" | "lastBackup") =>
    before?.[run]?.id !== live[run]?.id || before?.[run]?.status !== live[run]?.status;
  if (tab === "scan" && (moved("lastScan") || before?.counts.scanPaths !== live.counts.scanPaths)) {
    return [{ type: "load", tab }];
  }
  if (tab === "backup" && moved("lastBackup")) return [{ type: "load", tab }];
  return [];
}

function at(state: State, now: number): State {
  return { ...state, now, notice: state.notice && state.notice.until > now ? state.notice : null };
}

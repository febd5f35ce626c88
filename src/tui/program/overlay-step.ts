import { formatCount } from "../../core/quantity.ts";
import { editField, fieldOf } from "../kit/field.ts";
import { moved } from "../kit/list.ts";
import { chosenApi, setBody } from "../tabs/api/state.ts";
import { filterRequests } from "../tabs/dashboard/state.ts";
import { chosenPath, filterRejected } from "../tabs/scan/state.ts";
import { type Effect, type Step, step } from "./effect.ts";
import type { Message } from "./message.ts";
import type { Overlay, Purpose } from "./overlay.ts";
import type { State } from "./state.ts";

/** The overlay that a command opens over the tab in front; null when it opens none. */
export function overlayFor(state: State, message: Message): Overlay | null {
  switch (message.type) {
    case "filter":
      if (state.tab === "scan") return prompt({ ask: "filter-rejected" }, "Filter", state.scan.filter);
      return prompt({ ask: "filter-requests" }, "Filter", state.dashboard.filter);
    case "add-path":
      return prompt({ ask: "add-path" }, "Folder to add", "");
    case "remove-path": {
      const path = chosenPath(state.scan);
      if (!path) return null;
      const lines = [
        path.path,
        "",
        `Its ${formatCount(path.torrents)} torrents are no longer offered, unless they lie elsewhere too.`,
      ];
      lines.push("No file is touched, and the torrents keep their ids.");
      return confirm("Remove this scan path?", lines, { type: "remove-path", id: path.id });
    }
    case "prune": {
      if (state.scan.job) return null;
      const lines = ["A folder that is empty, or has lost most of its torrents, is taken at its word.", ""];
      lines.push("Use it after many torrents were removed on purpose.");
      return confirm("Scan and let go of what is gone?", lines, { type: "scan", prune: true, paths: null });
    }
    case "edit-setting": {
      const row = state.settings.rows[state.settings.chosen];
      return row ? prompt({ ask: "setting", key: row.key }, row.key, row.value) : null;
    }
    case "reset-setting": {
      const row = state.settings.rows[state.settings.chosen];
      if (!row || row.value === row.fallback) return null;
      const lines = [`${row.key} is ${row.value} and becomes ${row.fallback}.`];
      return confirm("Back to the default?", lines, { type: "reset-setting", key: row.key });
    }
    case "edit-address":
      return prompt({ ask: "address" }, "Address", state.api.address);
    case "edit-header":
      return prompt({ ask: "header" }, "Header", state.api.header);
    case "edit-body": {
      const { request } = chosenApi(state.api);
      if (!request || request.body === null) return null;
      return { type: "editor", title: `${request.method} ${request.path}`, field: fieldOf(request.body) };
    }
    case "restore-planned":
      return confirm("Restore this backup?", message.lines, {
        type: "restore",
        file: message.file,
        force: message.force,
      });
    default:
      return null;
  }
}

/** The question before the program ends while work is under way; null when nothing is. */
export function quitQuestion({ scan, backup }: State): Overlay | null {
  if (!scan.job && !backup.job) return null;
  const what = scan.job ? "The scan" : `The ${backup.job?.kind}`;
  return confirm("Quit now?", [`${what} that was started here is stopped.`], { type: "quit" });
}

/** The state after a message that goes to the overlay. */
export function overlayStep(state: State, overlay: Overlay, message: Message): Step<State> {
  if (message.type === "close") {
    const closed = { ...state, overlay: null };
    return (overlay.type === "prompt" ? filtered(closed, overlay.purpose, "") : null) ?? step(closed);
  }
  switch (overlay.type) {
    case "help":
      if (message.type !== "move") return step(state);
      return step({ ...state, overlay: { ...overlay, top: moved(overlay.top, message.move, HELP_LINES, 10) } });
    case "confirm":
      if (message.type !== "confirm") return step(state);
      return step({ ...state, overlay: null }, ...overlay.effects);
    case "editor":
      if (message.type === "edit") {
        return step({ ...state, overlay: { ...overlay, field: editField(overlay.field, message.edit) } });
      }
      if (message.type !== "accept" && message.type !== "send") return step(state);
      return { state: { ...state, overlay: null, api: setBody(state.api, overlay.field.text) }, effects: [] };
    case "prompt":
      return promptStep(state, overlay, message);
  }
}

/** Enough for the keys of any tab. */
const HELP_LINES = 40;

function promptStep(state: State, overlay: Extract<Overlay, { type: "prompt" }>, message: Message): Step<State> {
  const { purpose, field } = overlay;
  switch (message.type) {
    case "edit": {
      const edited = editField(field, message.edit);
      const next = { ...state, overlay: { ...overlay, field: edited, problem: null } };
      return filtered(next, purpose, edited.text) ?? step(next);
    }
    case "invalid":
      return step({ ...state, overlay: { ...overlay, problem: message.problem } });
    case "stored":
      return step({ ...state, overlay: null });
    case "accept":
      return accepted(state, purpose, field.text.trim());
    default:
      return step(state);
  }
}

/** A filter works while it is typed. */
function filtered(state: State, purpose: Purpose, text: string): Step<State> | null {
  if (purpose.ask === "filter-requests") {
    const { state: dashboard, effects } = filterRequests(state.dashboard, text);
    return step({ ...state, dashboard }, ...effects);
  }
  if (purpose.ask === "filter-rejected") {
    const { state: scan, effects } = filterRejected(state.scan, text);
    return step({ ...state, scan }, ...effects);
  }
  return null;
}

function accepted(state: State, purpose: Purpose, text: string): Step<State> {
  const closed = { ...state, overlay: null };
  switch (purpose.ask) {
    case "add-path":
      return text === "" ? step(closed) : step(state, { type: "add-path", path: text });
    case "setting":
      return step(state, { type: "store-setting", key: purpose.key, value: text });
    case "address":
      return step({ ...closed, api: { ...state.api, address: text } }, { type: "keep-address", address: text });
    case "header":
      return step(state, { type: "check-header", line: text });
    default:
      return step(closed);
  }
}

function prompt(purpose: Purpose, label: string, text: string): Overlay {
  return { type: "prompt", purpose, label, field: fieldOf(text), problem: null };
}

function confirm(title: string, lines: readonly string[], ...effects: Effect[]): Overlay {
  return { type: "confirm", title, lines, effects };
}

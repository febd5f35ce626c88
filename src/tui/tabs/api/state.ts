import type { ApiRequest } from "../../../work/api-test/api-examples.ts";
import type { ApiAnswer } from "../../../work/api-test/api-test.ts";

import { type Overlay, prompt } from "../../contract/overlay.ts";
import type { Problem } from "../../contract/problem.ts";
import { asking, closing, type Step, step } from "../../contract/step.ts";
import type { TabInput } from "../../contract/tab.ts";
import { fieldOf } from "../../kit/field.ts";
import { moved } from "../../kit/list.ts";

export type RequestName = ApiRequest["name"];

export interface ApiState {
  address: string;
  /** Sent with every request, `Name: value`; kept nowhere, for it may hold a token. */
  header: string;
  requests: readonly ApiRequest[];
  chosen: number;
  /** Bodies that were edited here, by request: what the index offers as an example then no longer replaces them. */
  edited: ReadonlySet<RequestName>;
  answers: Readonly<Partial<Record<RequestName, { answer: ApiAnswer; lines: readonly string[] }>>>;
  sending: boolean;
  problem: Problem | null;
  /** First line of the answer that is drawn. */
  top: number;
}

export type ApiMessage =
  | { type: "send" | "walk" | "cancel" | "edit-address" | "edit-header" | "edit-body" | "refresh" }
  | { type: "header"; line: string }
  | { type: "examples"; requests: ApiRequest[]; address: string }
  | { type: "answered"; request: ApiRequest; answer: ApiAnswer; lines: string[] }
  | { type: "unanswered"; problem: Problem }
  | { type: "sent" };

export type ApiEffect =
  | { type: "load" | "stop" }
  | { type: "keep-address"; address: string }
  | { type: "check-header"; line: string }
  | { type: "send"; address: string; header: string; request: ApiRequest }
  | { type: "walk"; address: string; header: string; requests: readonly ApiRequest[] };

export const API: ApiState = {
  address: "",
  header: "",
  requests: [],
  chosen: 0,
  edited: new Set(),
  answers: {},
  sending: false,
  problem: null,
  top: 0,
};

/** The request that is chosen, and its answer. */
export function chosenApi({ requests, chosen, answers }: ApiState): {
  request: ApiRequest | null;
  answer: ApiState["answers"][RequestName] | null;
} {
  const request = requests[chosen] ?? null;
  return { request, answer: (request && answers[request.name]) ?? null };
}

/**
 * The API test after a message. Up and down choose a request, the page keys go through its answer.
 * @param room lines of an answer that are drawn
 */
export function apiStep(state: ApiState, message: ApiMessage | TabInput, room: number): Step<ApiState, ApiEffect> {
  const { request, answer } = chosenApi(state);
  switch (message.type) {
    case "move": {
      if (message.move === "up" || message.move === "down") {
        return step({ ...state, chosen: moved(state.chosen, message.move, state.requests.length, 1), top: 0 });
      }
      const last = Math.max(0, (answer?.lines.length ?? 0) - room);
      return step({ ...state, top: moved(state.top, message.move, last + 1, room) });
    }
    case "send":
      if (!request || state.sending) return step(state);
      return step(
        { ...state, sending: true, problem: null },
        { type: "send", address: state.address, header: state.header, request },
      );
    case "walk":
      if (state.sending) return step(state);
      return step(
        { ...state, sending: true, problem: null, answers: {} },
        { type: "walk", address: state.address, header: state.header, requests: state.requests },
      );
    case "cancel":
      return state.sending ? step(state, { type: "stop" }) : step(state);
    case "header":
      return step({ ...state, header: message.line });
    case "examples":
      return step({
        ...state,
        address: message.address,
        requests: message.requests.map((fresh) => kept(state, fresh)),
      });
    case "answered": {
      const place = state.requests.findIndex(({ name }) => name === message.request.name);
      const answers = { ...state.answers, [message.request.name]: { answer: message.answer, lines: message.lines } };
      const requests = state.requests.map((other, i) => (i === place ? message.request : other));
      return step({ ...state, requests, answers, chosen: Math.max(0, place), top: 0 });
    }
    case "unanswered":
      return step({ ...state, problem: message.problem });
    case "sent":
      return step({ ...state, sending: false });
    case "edit-address":
      return asking(state, prompt("address", "Address", state.address));
    case "edit-header":
      return asking(state, prompt("header", "Header", state.header));
    case "edit-body":
      return asking(state, request && editor(request));
    case "accepted":
      return accepted(state, message.ask, message.text);
    case "refresh":
      return step(state, { type: "load" });
    default:
      return step(state);
  }
}

function editor({ method, path, body }: ApiRequest): Overlay<ApiEffect> | null {
  return body === null ? null : { type: "editor", ask: "body", title: `${method} ${path}`, field: fieldOf(body) };
}

function accepted(state: ApiState, ask: string, text: string): Step<ApiState, ApiEffect> {
  if (ask === "body") return closing(setBody(state, text));
  if (ask === "header") return step(state, { type: "check-header", line: text });
  return closing({ ...state, address: text }, { type: "keep-address", address: text });
}

/** The API test with another body of the chosen request. */
function setBody(state: ApiState, body: string): ApiState {
  const { request } = chosenApi(state);
  if (!request) return state;
  return {
    ...state,
    edited: new Set([...state.edited, request.name]),
    requests: state.requests.map((other) => (other === request ? { ...other, body } : other)),
  };
}

function kept(state: ApiState, fresh: ApiRequest): ApiRequest {
  return (state.edited.has(fresh.name) && state.requests.find(({ name }) => name === fresh.name)) || fresh;
}

import { bind } from "../../contract/binding.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import { ApiEffects } from "./effects.ts";
import { answerRoom } from "./room.ts";
import { API, type ApiEffect, type ApiMessage, type ApiState, apiStep, chosenApi } from "./state.ts";
import { ApiView } from "./view.tsx";

const isSending = ({ sending }: ApiState) => sending;
const isQuiet = ({ sending, requests }: ApiState) => !sending && requests.length > 0;
const hasBody = (state: ApiState) => typeof chosenApi(state).request?.body === "string";

/** Requests to the running service. */
export const api: Tab<ApiState, ApiMessage, ApiEffect> = {
  title: "API test",
  short: "API",
  start: API,
  keys: [
    bind("c", "c", "Cancel", "Stop waiting for the answer", { type: "cancel" }, isSending),
    bind("s enter", "s", "Send", "Send the selected request", { type: "send" }, isQuiet),
    bind("w", "w", "Walk", "Send handshake, phase 1 and phase 2 in turn", { type: "walk" }, isQuiet),
    bind("e", "e", "Edit", "Edit the body of the request", { type: "edit-body" }, hasBody),
    bind("a", "a", "Address", "Change the address of the service", { type: "edit-address" }),
    bind("H", "H", "", "Send a header with every request, such as a token", { type: "edit-header" }),
    bind("r", "r", "", "Load new examples from the index", { type: "refresh" }),
  ],
  step: (state, message, { size }) => apiStep(state, message, answerRoom(size)),
  enter: (state) => step(state, { type: "load" }),
  isStale: () => false,
  isOpen: () => false,
  underWay: () => null,
  View: ApiView,
  effects: (context) => new ApiEffects(context),
};

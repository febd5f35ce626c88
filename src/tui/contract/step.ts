import type { Overlay } from "./overlay.ts";

/** A state after a message, and what is to be done. */
export interface Step<S, E> {
  state: S;
  effects: readonly E[];
  /** What lies over the tab from now on; it stays as it was where nothing is said. */
  overlay?: Overlay<E> | null;
}

/** A step with the effects it has; none unless told. */
export function step<S, E = never>(state: S, ...effects: E[]): Step<S, E> {
  return { state, effects };
}

/** A step that asks the user. */
export function asking<S, E>(state: S, overlay: Overlay<E> | null): Step<S, E> {
  return overlay ? { state, effects: [], overlay } : { state, effects: [] };
}

/** A step that takes what lies over the tab away. */
export function closing<S, E = never>(state: S, ...effects: E[]): Step<S, E> {
  return { state, effects, overlay: null };
}

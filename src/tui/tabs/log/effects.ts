import type { ProcessKey } from "../../../store/operations/processes.ts";
import { attempt, type Context, sayProblem } from "../../contract/context.ts";
import type { Runner } from "../../contract/tab.ts";
import type { LogEffect, LogMessage, LogState } from "./state.ts";

/** Runs that are listed. */
const RUNS = 200;

/** Reads what runs there were, and dismisses errors. */
export function logRunner(context: Context<LogState, LogMessage>): Runner<LogEffect> {
  return {
    run(effect) {
      if (effect.type === "load") load(context);
      else dismiss(context, effect.key);
    },
  };
}

function load(context: Context<LogState, LogMessage>): void {
  attempt(context, () => context.send({ type: "read", runs: context.stores.use((store) => store.runs.latest(RUNS)) }));
}

function dismiss(context: Context<LogState, LogMessage>, key: ProcessKey | null): void {
  const { stores, write, look } = context;
  write(() => stores.use((store) => store.write(() => store.processes.dismissErrors(key)))).then(
    look,
    sayProblem(context),
  );
}

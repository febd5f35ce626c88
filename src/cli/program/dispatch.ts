import { ERRORS, ReseederError } from "../../core/errors.ts";
import { type Command, environmentName, GLOBAL_FLAGS } from "../command.ts";
import { parseFlags } from "../flags.ts";
import { commandHelp, rootHelp } from "../help/command-help.ts";
import { HELP_WIDTH } from "../help/layout.ts";
import type { Io } from "../io/io.ts";
import { COMMANDS, GROUPS } from "./commands.ts";
import { asksHelp, type FoundCommand, findCommand, helpCommand } from "./find-command.ts";

/** Finds the command that the arguments name, checks its flags and runs it. */
export async function dispatch(io: Io): Promise<number> {
  const [first] = io.args;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const [, topic] = io.args;
    if (first === "help" && topic !== undefined) return dispatch({ ...io, args: [...io.args.slice(1), "--help"] });
    (first === undefined ? io.err : io.out).write(rootHelp(GROUPS, widthOf(io)));
    return first === undefined ? 2 : 0;
  }
  const found = await findCommand(io.args, COMMANDS);
  const { command, description, names, rest } = found;
  const isHelp = asksHelp(rest);
  if (isHelp || !command.run) {
    (isHelp ? io.out : io.err).write(commandHelp(names, description, command, widthOf(io)));
    return isHelp ? 0 : 2;
  }
  try {
    return await run(io, found);
  } catch (error) {
    // Wrong usage leads to the help of the command itself, unless whoever threw knew better.
    if (error instanceof ReseederError && error.code === "USAGE" && error.hint === ERRORS.USAGE.hint) {
      error.hint = helpCommand(names);
    }
    throw error;
  }
}

async function run(io: Io, { command, rest }: FoundCommand): Promise<number> {
  const { flags, operands, ignored } = parseFlags(rest, { ...command.args, ...GLOBAL_FLAGS }, io.env);
  checkOperands(command, operands);
  for (const name of ignored) io.err.write(`reseeder: ${environmentName(name)} does not count: say --${name}\n`);
  return (await command.run?.({ io, flags, operands, commands: COMMANDS })) ?? 2;
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { min, max, mayBeEmpty = false } = command.operands ?? { min: 0, max: 0 };
  const usage = Object.keys(command.operands?.names ?? {}).join(" ");
  if (operands.length < min) throw new ReseederError("USAGE", `${usage} is missing`);
  if (!mayBeEmpty && operands.includes("")) throw new ReseederError("USAGE", `${usage}: expected a value, got ""`);
  const extra = operands[max];
  if (extra !== undefined) throw new ReseederError("USAGE", `Unexpected argument ${JSON.stringify(extra)}`);
}

function widthOf({ out }: Io): number {
  return out.isTerminal ? Math.max(40, Math.min(HELP_WIDTH, out.columns)) : HELP_WIDTH;
}

import { ERRORS, ReseederError } from "../../core/errors.ts";
import { type Command, environmentName, GLOBAL_FLAGS } from "../command.ts";
import { parseFlags } from "../flags.ts";
import { commandHelp, rootHelp } from "../help/command-help.ts";
import { asksHelp, type FoundCommand, findCommand, helpCommand } from "../help/find-command.ts";
import { helpWidth } from "../help/layout.ts";
import type { Io } from "../io/io.ts";
import { COMMANDS, GROUPS } from "./commands.ts";

/** Finds the command that the arguments name, checks its flags and runs it. */
export async function dispatch(io: Io): Promise<number> {
  const [first] = io.args;
  if (first === undefined || first === "--help" || first === "-h") {
    (first === undefined ? io.err : io.out).write(rootHelp(GROUPS, [], helpWidth(io.out)));
    return first === undefined ? 2 : 0;
  }
  const found = await findCommand(io.args, COMMANDS);
  const { command, description, names, rest } = found;
  const isHelp = asksHelp(rest);
  if (isHelp || !command.run) {
    (isHelp ? io.out : io.err).write(commandHelp(names, description, command, helpWidth(io.out)));
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
  for (const name of ignored) io.err.write(`reseeder: ${environmentName(name)} is ignored. Use --${name}\n`);
  return (await command.run?.({ io, flags, operands, groups: GROUPS })) ?? 2;
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { min, max, mayBeEmpty = false } = command.operands ?? { min: 0, max: 0 };
  const names = Object.keys(command.operands?.names ?? {});
  const usage = names.join(" ");
  if (operands.length < min) {
    const missing = names.slice(operands.length);
    throw new ReseederError("USAGE", `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing`);
  }
  if (!mayBeEmpty && operands.includes("")) throw new ReseederError("USAGE", `${usage}: expected a value, got ""`);
  const extra = operands[max];
  if (extra !== undefined) throw new ReseederError("USAGE", `Unexpected argument ${JSON.stringify(extra)}`);
}

import { ReseederError } from "../../core/errors.ts";
import { allCommands, defineCommand } from "../command.ts";
import { suggest } from "../flags.ts";
import { commandHelp, rootHelp } from "../help/command-help.ts";
import { renderDocument } from "../help/document.ts";
import { findCommand } from "../help/find-command.ts";
import { helpWidth } from "../help/layout.ts";
import { topics } from "../help/topics.ts";
import { page } from "../io/pager.ts";

/** `reseeder help [TOPIC…]` */
const command = defineCommand({
  details: "On a terminal, documents are shown by the program that PAGER names, if any.",
  args: {},
  operands: { names: { "TOPIC…": "Command or topic to show (default: list them)" }, min: 0, max: 3 },
  examples: [
    ["reseeder help", "List commands and topics"],
    ["reseeder help torrents list", "Show the help of a command"],
    ["reseeder help operations", "Read a document"],
  ],
  async run({ io, operands, groups }) {
    const width = helpWidth(io.out);
    const [name] = operands;
    const documents = await topics();
    if (name === undefined) {
      io.out.write(rootHelp(groups, documents, width));
      return 0;
    }
    const commands = allCommands(groups);
    if (Object.hasOwn(commands, name)) {
      const { names, description, command: found } = await findCommand(operands, commands);
      io.out.write(commandHelp(names, description, found, width));
      return 0;
    }
    const topic = documents.find((each) => each.name === name);
    if (topic === undefined || operands.length > 1)
      throw unknown(operands, [...Object.keys(commands), ...documents.map((each) => each.name)]);
    await page(io, renderDocument(topic.text, width));
    return 0;
  },
});

export default command;

function unknown(operands: readonly string[], known: readonly string[]): ReseederError {
  const word = operands.join(" ");
  const close = suggest(word, known);
  const message = `No command or topic ${JSON.stringify(word)}${close ? `; did you mean ${close}?` : ""}`;
  return new ReseederError("USAGE", message, { hint: "reseeder help" });
}

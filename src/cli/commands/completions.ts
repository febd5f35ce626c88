import { ReseederError } from "../../core/errors.ts";
import { allCommands, defineCommand } from "../command.ts";
import { bashCompletions } from "../completions/bash.ts";
import { commandTree } from "../completions/command-tree.ts";
import { fishCompletions } from "../completions/fish.ts";
import { zshCompletions } from "../completions/zsh.ts";
import { suggest } from "../flags.ts";

const SHELLS = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions };
const NAMES = Object.keys(SHELLS);

/** `reseeder completions SHELL` */
const command = defineCommand({
  args: {},
  operands: { names: { SHELL: "Shell to complete commands in" }, min: 1, max: 1, choices: NAMES },
  examples: [
    ["reseeder completions bash > /etc/bash_completion.d/reseeder", "Install completions for all users"],
    ["reseeder completions zsh > ~/.zfunc/_reseeder", "Install completions into a folder of $fpath"],
    ["reseeder completions fish > ~/.config/fish/completions/reseeder.fish", "Install completions for fish"],
  ],
  async run({ io, operands: [shell = ""], groups }) {
    if (!isShell(shell)) {
      const close = suggest(shell, NAMES);
      const message = `SHELL: expected one of ${NAMES.join(", ")}, got ${JSON.stringify(shell)}${close ? `; did you mean ${close}?` : ""}`;
      throw new ReseederError("USAGE", message);
    }
    io.out.write(SHELLS[shell](await commandTree(allCommands(groups))));
    return 0;
  },
});

export default command;

function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

import { type CommandNode, type FlagNode, flatten, type Slot } from "./command-tree.ts";

/** A script for fish 3.1 and later. */
export function fishCompletions(commands: readonly CommandNode[]): string {
  const all = flatten(commands);
  return `# fish completion for reseeder
function __reseeder_command
    set -l at ''
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        switch "$at/$word"
            case ${all.map(({ path }) => path).join(" ")}
                set at "$at/$word"
        end
    end
    echo $at
end
function __reseeder_at
    set -l at (__reseeder_command)
    test "$at" = "$argv[1]"
end
complete -c reseeder -e
complete -c reseeder -f
${namesBelow("", commands)}complete -c reseeder -n "__reseeder_at ''" -s h -l help -d 'Show the commands'
complete -c reseeder -n "__reseeder_at ''" -s V -l version -d 'Show version and commit'
${all.map(linesOf).join("")}`;
}

function linesOf({ path, flags, operands, subcommands }: CommandNode): string {
  const operand = operands ? `complete -c reseeder -n ${at(path)}${offer(operands)}\n` : "";
  return `${namesBelow(path, subcommands)}${flags.map((flag) => flagLine(path, flag)).join("")}${operand}`;
}

function namesBelow(path: string, commands: readonly CommandNode[]): string {
  return commands
    .map(({ name, description }) => `complete -c reseeder -n ${at(path)} -a ${name} -d ${quote(description)}\n`)
    .join("");
}

function flagLine(path: string, { name, alias, description, value }: FlagNode): string {
  const short = alias ? ` -s ${alias}` : "";
  return `complete -c reseeder -n ${at(path)}${short} -l ${name} -d ${quote(description)}${value ? ` -r${offer(value)}` : ""}\n`;
}

function offer({ kind, words }: Slot): string {
  if (kind === "words") return ` -f -a ${quote(words.join(" "))}`;
  if (kind === "folder") return " -f -a '(__fish_complete_directories)'";
  return kind === "file" ? " -F" : " -f";
}

function at(path: string): string {
  return `"__reseeder_at '${path}'"`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

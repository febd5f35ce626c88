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
# Words of a comma-separated list, behind those that are there.
function __reseeder_list
    set -l done (commandline -ct | string replace -r '^--[^=]*=' '' | string replace -r '[^,]*$' '')
    for word in $argv
        string match -q "*,$word,*" ",$done"; or echo "$done$word"
    end
end
# What a list of the program itself has, of the database that the command line names.
function __reseeder_asked
    set -l words (commandline -opc)
    set -l db
    for i in (seq (count $words))
        switch $words[$i]
            case --db
                set db --db $words[(math $i + 1)]
            case '--db=*'
                set db $words[$i]
        end
    end
    $words[1] $argv --null $db 2>/dev/null | string split0
end
function __reseeder_behind
    set -l words (commandline -opc)
    contains -- "$words[-1]" $argv
end
complete -c reseeder -e
complete -c reseeder -f
${namesBelow("", commands)}complete -c reseeder -n "__reseeder_at ''" -s h -l help -d 'Show the commands'
complete -c reseeder -n "__reseeder_at ''" -s V -l version -d 'Show version and commit'
${all.map(linesOf).join("")}`;
}

function linesOf({ path, flags, operands, after, subcommands }: CommandNode): string {
  const words = Object.keys(after);
  const behind = words.length > 0 ? ` -n "not __reseeder_behind ${words.join(" ")}"` : "";
  const operand = operands ? `complete -c reseeder -n ${at(path)}${behind}${offer(operands)}\n` : "";
  const flagLines = flags.map((flag) => flagLine(path, flag)).join("");
  return `${namesBelow(path, subcommands)}${flagLines}${operand}${afterLines(path, after)}`;
}

/** Behind each of some words: others, or nothing. */
function afterLines(path: string, after: CommandNode["after"]): string {
  const byWords = Map.groupBy(Object.entries(after), ([, words]) => words.join(" "));
  return [...byWords]
    .map(([words, entries]) => {
      const behind = entries.map(([word]) => word).join(" ");
      const offered = words === "" ? "" : ` -a ${quote(words)}`;
      return `complete -c reseeder -n ${at(path)} -n "__reseeder_behind ${behind}" -f${offered}\n`;
    })
    .join("");
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

function offer({ kind, words, asks }: Slot): string {
  const asked = asks === null ? "" : ` -a '(__reseeder_asked ${asks})'`;
  return `${asked}${offerKind(kind, words)}`;
}

function offerKind(kind: Slot["kind"], words: readonly string[]): string {
  if (kind === "list") return ` -f -a ${quote(`(__reseeder_list ${words.join(" ")})`)}`;
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

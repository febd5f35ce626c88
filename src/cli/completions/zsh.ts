import type { CommandNode, FlagNode, Slot } from "./command-tree.ts";

/** A script for zsh, to be put as `_reseeder` into a folder of `$fpath`, or to be sourced after `compinit`. */
export function zshCompletions(commands: readonly CommandNode[]): string {
  const top: CommandNode = {
    path: "",
    name: "reseeder",
    description: "",
    flags: [
      { name: "help", alias: "h", description: "Show the commands", value: null },
      { name: "version", alias: "V", description: "Show version and commit", value: null },
    ],
    operands: null,
    subcommands: [...commands],
  };
  return `#compdef reseeder
${functionsOf(top)}
# Sourced, it is registered; read from $fpath, it is asked at once.
if [[ $funcstack[1] == _reseeder ]]; then _reseeder "$@"; else compdef _reseeder reseeder; fi
`;
}

function functionsOf(node: CommandNode): string {
  const below = node.subcommands.map(functionsOf).join("");
  return `${below}${nameOf(node)}() {\n${node.subcommands.length > 0 ? group(node) : leaf(node)}}\n`;
}

function leaf({ flags, operands }: CommandNode): string {
  const specs = [
    ...flags.flatMap(flagSpecs),
    ...(operands ? [quote(`*:${colonless(operands.hint)}:${action(operands)}`)] : []),
  ];
  return `    _arguments ${specs.join(" \\\n        ")}\n`;
}

function group({ flags, subcommands }: CommandNode): string {
  const specs = [...flags.flatMap(flagSpecs), quote("1: :->command"), quote("*:: :->rest")];
  return `    local curcontext="$curcontext" state line
    local -a names=(
${subcommands.map(({ name, description }) => `        ${quote(`${name}:${description}`)}\n`).join("")}    )
    _arguments -C ${specs.join(" \\\n        ")} && return
    case $state in
        command) _describe -t commands command names ;;
        rest)
            case $words[1] in
${subcommands.map((node) => `                ${node.name}) ${nameOf(node)} ;;\n`).join("")}            esac ;;
    esac
`;
}

function nameOf({ path }: CommandNode): string {
  return `_reseeder${path.replaceAll("/", "_")}`;
}

function flagSpecs({ name, alias, description, value }: FlagNode): string[] {
  const spellings = [...(alias ? [`-${alias}`] : []), `--${name}`];
  const apart = spellings.length > 1 ? `(${spellings.join(" ")})` : "";
  const text = `[${description.replace(/[[\]\\]/g, "\\$&")}]`;
  const rest = value ? `:${colonless(value.hint)}:${action(value)}` : "";
  return spellings.map((flag) => quote(`${apart}${flag}${value && flag.startsWith("--") ? "=" : ""}${text}${rest}`));
}

function action({ kind, words }: Slot): string {
  if (kind === "words") return `(${words.join(" ")})`;
  return kind === "other" ? " " : `_files${kind === "folder" ? " -/" : ""}`;
}

function colonless(text: string): string {
  return text.replace(/[:\\]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

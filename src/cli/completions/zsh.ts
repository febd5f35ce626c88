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
    after: {},
    subcommands: [...commands],
  };
  return `#compdef reseeder
# What a list of the program itself has, of the database that the command line names.
_reseeder_asked() {
    local -a db found
    local i=\${words[(I)--db]}
    if (( i )); then db=(--db "\${(Q)words[i+1]}"); else db=(\${(Q)words[(r)--db=*]}); fi
    found=(\${(0)"$(reseeder "$@" --null $db 2>/dev/null)"})
    compadd -- $found
}
${functionsOf(top)}
# Sourced, it is registered; read from $fpath, it is asked at once.
if [[ $funcstack[1] == _reseeder ]]; then _reseeder "$@"; else compdef _reseeder reseeder; fi
`;
}

function functionsOf(node: CommandNode): string {
  const below = node.subcommands.map(functionsOf).join("");
  return `${below}${nameOf(node)}() {\n${node.subcommands.length > 0 ? group(node) : leaf(node)}}\n`;
}

function leaf(node: CommandNode): string {
  const { flags, operands, after } = node;
  const hasAfter = Object.keys(after).length > 0;
  const does = operands && (hasAfter ? `{${nameOf(node)}_words}` : action(operands));
  const specs = [...flags.flatMap(flagSpecs), ...(operands ? [quote(`*:${colonless(operands.hint)}:${does}`)] : [])];
  return `${hasAfter ? wordsFunction(node) : ""}    _arguments ${specs.join(" \\\n        ")}\n`;
}

/** Offers words by the word in front of the cursor. */
function wordsFunction(node: CommandNode): string {
  const byWords = Map.groupBy(Object.entries(node.after), ([, words]) => words.join(" "));
  const cases = [...byWords].map(([words, entries]) => {
    return `            ${entries.map(([word]) => word).join("|")}) ${words === "" ? ":" : `compadd -- ${words}`} ;;\n`;
  });
  return `    ${nameOf(node)}_words() {
        case $words[CURRENT-1] in
${cases.join("")}            *) compadd -- ${node.operands?.words.join(" ")} ;;
        esac
    }
`;
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

function action({ hint, kind, words, asks }: Slot): string {
  if (asks !== null) return kind === "other" ? `{_reseeder_asked ${asks}}` : `{_reseeder_asked ${asks}; _files}`;
  if (kind === "list") return `_values -s , ${colonless(hint)} ${words.join(" ")}`;
  if (kind === "words") return `(${words.join(" ")})`;
  return kind === "other" ? " " : `_files${kind === "folder" ? " -/" : ""}`;
}

function colonless(text: string): string {
  return text.replace(/[:\\]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

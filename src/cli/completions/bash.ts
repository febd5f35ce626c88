import { type CommandNode, type FlagNode, flatten, type Slot } from "./command-tree.ts";

/** A script for bash 3.2 and later. */
export function bashCompletions(commands: readonly CommandNode[]): string {
  const all = flatten(commands);
  const names = (nodes: readonly CommandNode[]) => nodes.map(({ name }) => name).join(" ");
  return `# bash completion for reseeder
_reseeder() {
    local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= word i
    # bash splits --flag=value in three.
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        case "$command/$word" in
            ${all.map(({ path }) => path).join("|")}) command="$command/$word" ;;
        esac
    done
    COMPREPLY=()
    case "$command $prev" in
${all.flatMap(({ path, flags }) => flags.flatMap((flag) => valueCase(path, flag))).join("")}${all.flatMap(afterCases).join("")}    esac
    case "$command $cur" in
${all.map(({ path, flags }) => `        "${path} -"*) ${offerWords(flags.map(({ name }) => `--${name}`))} ;;\n`).join("")}        " -"*) ${offerWords(["--help", "--version"])} ;;
        " "*) ${offerWords([names(commands)])} ;;
${all.flatMap(placeCase).join("")}    esac
}
_reseeder_words() {
    local word
    for word in $1; do [[ $word == "$cur"* ]] && COMPREPLY+=("$word"); done
}
_reseeder_list() {
    local word done=
    if [[ $cur == *,* ]]; then done=\${cur%,*},; fi
    compopt -o nospace 2>/dev/null
    for word in $1; do
        [[ ,$done != *,$word,* && $done$word == "$cur"* ]] && COMPREPLY+=("$done$word")
    done
}
# What a list of the program itself has, of the database that the command line names.
_reseeder_asked() {
    local word i
    local -a db
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ \${COMP_WORDS[i]} == --db ]] || continue
        if [[ \${COMP_WORDS[i+1]} == = ]]; then db=(--db "\${COMP_WORDS[i+2]}"); else db=(--db "\${COMP_WORDS[i+1]}"); fi
    done
    while IFS= read -r -d '' word; do
        printf -v word %q "$word"
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done < <("\${COMP_WORDS[0]}" $1 --null \${db[@]+"\${db[@]}"} 2>/dev/null)
}
_reseeder_files() {
    local word
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$cur")
}
complete -F _reseeder reseeder
`;
}

function valueCase(path: string, { name, alias, value }: FlagNode): string[] {
  if (!value) return [];
  const spellings = [`--${name}`, ...(alias ? [`-${alias}`] : [])].map((flag) => `"${path} ${flag}"`);
  return [`        ${spellings.join("|")}) ${offer(value)}; return ;;\n`];
}

/** Behind each of some words: others, or nothing. */
function afterCases({ path, after }: CommandNode): string[] {
  const byWords = Map.groupBy(Object.entries(after), ([, words]) => words.join(" "));
  return [...byWords].map(([words, entries]) => {
    const places = entries.map(([word]) => `"${path} ${word}"`).join("|");
    return `        ${places}) ${words === "" ? ":" : offerWords([words])}; return ;;\n`;
  });
}

function placeCase({ path, subcommands, operands }: CommandNode): string[] {
  if (subcommands.length > 0) return [`        "${path} "*) ${offerWords(subcommands.map(({ name }) => name))} ;;\n`];
  return operands ? [`        "${path} "*) ${offer(operands)} ;;\n`] : [];
}

function offer({ kind, words, asks }: Slot): string {
  const asked = asks === null ? [] : [`_reseeder_asked "${asks}"`];
  return [...asked, ...offerKind(kind, words)].join("; ") || ":";
}

function offerKind(kind: Slot["kind"], words: readonly string[]): string[] {
  if (kind === "words") return [offerWords(words)];
  if (kind === "list") return [`_reseeder_list "${words.join(" ")}"`];
  return kind === "other" ? [] : [`_reseeder_files ${kind === "file" ? "-f" : "-d"}`];
}

function offerWords(words: readonly string[]): string {
  return `_reseeder_words "${words.join(" ")}"`;
}

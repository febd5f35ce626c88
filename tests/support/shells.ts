import { chmodSync } from "node:fs";
import { type Tree, tree } from "./tree.ts";

export type Shell = "bash" | "zsh" | "fish";

/** Asks bash's function for what it offers; bash splits words at `=`. */
const BASH = `
source "$1"; shift
for line in "$@"; do
  COMP_WORDS=(); for word in $line; do
    case $word in
      *=*) COMP_WORDS+=("\${word%%=*}" = ); [[ -n \${word#*=} ]] && COMP_WORDS+=("\${word#*=}") ;;
      *) COMP_WORDS+=("$word") ;;
    esac
  done
  [[ $line == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _reseeder
  printf '%s\\n' "\${COMPREPLY[@]}"; echo @end
done`;

const FISH = `
source $argv[1]
for line in $argv[2..]
  complete -C $line | string replace -r '\\t.*' ''
  echo @end
end`;

/** Types each line and Tab into an interactive zsh on a terminal of its own, whose completions are noted as they come. */
const ZSH = `
zmodload zsh/zpty || exit 9
script=$1 hits=$PWD/.hits; shift
zpty z zsh -f -i
zpty -w z "PS1=; stty -echo; autoload -U compinit; compinit -u -d $PWD/.zcompdump; source $script"
zpty -w z 'compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a found; builtin compadd -A found "$@"
  (( $#found )) && print -rl -- $found >> '$hits'; builtin compadd "$@"
}; mark() { print -r @end >> '$hits' }; zle -N mark; zle-line-init() { : >> '$hits' }; zle -N zle-line-init; bindkey "^F" mark; bindkey "^U" kill-whole-line; bindkey "^I" complete-word'
count=0
# What is typed before the line editor runs would be lost.
until [[ -e $hits ]]; do zpty -r -t z ignored || sleep 0.01; done
for line in "$@"; do
  zpty -w -n z "$line"$'\\t\\C-F\\C-U'
  (( count++ ))
  until [[ $(grep -cx @end $hits) -ge $count ]]; do zpty -r -t z ignored || sleep 0.01; done
done
zpty -d z
cat $hits`;

/**
 * What a shell that has read \`script\` offers behind each line, in a folder of the given files.
 * @param lines the cursor is at their end
 * @param program a shell script that stands for `reseeder` where completions ask it
 */
export function completions(
  shell: Shell,
  script: string,
  lines: readonly string[],
  files: Record<string, string> = {},
  program = "exit 9",
) {
  using dir: Tree = tree(files);
  using scripts: Tree = tree({ script, "bin/reseeder": `#!/bin/sh\n${program}\n` });
  chmodSync(scripts.path("bin/reseeder"), 0o755);
  const start = {
    bash: ["--norc", "-c", BASH, "bash"],
    zsh: ["-f", "-c", ZSH, "zsh"],
    fish: ["--no-config", "-c", FISH],
  };
  const { exitCode, stdout, stderr } = Bun.spawnSync([shell, ...start[shell], scripts.path("script"), ...lines], {
    cwd: dir.root,
    env: {
      PATH: `${scripts.path("bin")}:${process.env["PATH"] ?? ""}`,
      HOME: dir.root,
      TERM: "dumb",
      LC_ALL: "C.UTF-8",
    },
  });
  if (exitCode !== 0) throw new Error(`${shell}: exit ${exitCode}: ${stderr}`);
  return stdout
    .toString()
    .split(/^@end\n/m)
    .slice(0, lines.length)
    .map((words) =>
      [...new Set(words.split("\n").map((word) => word.trim().replaceAll("\\ ", " ")))]
        .filter((word) => word !== "")
        .sort(),
    );
}

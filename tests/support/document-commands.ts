/** A `reseeder …` of a document. */
export interface DocumentCommand {
  /** As it stands there, without its comment. */
  line: string;
  /** Arguments of `reseeder`, as a shell would split them. */
  words: string[];
  /** The file that is redirected into it; null for none. */
  input: string | null;
  /** Stands in running text, maybe with placeholders or shortened. */
  isInline: boolean;
}

const SHELLS = /^(?:sh|console|powershell)$/;

/** Every command line of this program in a document: in blocks of shells, and in running text. */
export function commandsIn(document: string): DocumentCommand[] {
  const found: DocumentCommand[] = [];
  const text = document.replace(/```(\w*)\n([\s\S]*?)```/g, (_, language: string, block: string) => {
    if (SHELLS.test(language)) for (const line of linesOf(block, language)) found.push(...commandsOf(line, false));
    return "";
  });
  for (const [, code = ""] of text.matchAll(/`(reseeder [^`]+)`/g)) found.push(...commandsOf(code, true));
  return found;
}

/** In a console, what was typed stands behind `$ `. */
function linesOf(block: string, language: string): string[] {
  const lines = block.replace(/\\\n\s*/g, "").split("\n");
  return language === "console"
    ? lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2))
    : lines.filter((line) => !line.startsWith("#"));
}

function commandsOf(line: string, isInline: boolean): DocumentCommand[] {
  const typed = line.replace(/\s#.*/, "").trim();
  return segments(typed).flatMap((segment) => {
    const [, rest] = /^(?:\w+=\S+ )*(?:(?:sudo|runuser -u \S+ --) )?reseeder (\S.*)$/.exec(segment) ?? [];
    if (rest === undefined) return [];
    const [command = "", input] = rest.split(/\s<\s*/);
    return [{ line: segment, words: wordsOf(command.replace(/\s\d?>.*/, "")), input: input ?? null, isInline }];
  });
}

/** The commands that pipes and `&&` join, with parentheses and quotes left whole. */
function segments(line: string): string[] {
  const parts = line.match(/(?:'[^']*'|"[^"]*"|\([^)]*\)|[^|&]|&(?!&))+/g) ?? [];
  return parts.map((part) => part.trim());
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

import { topicOf } from "./topics.ts";

/** A code block as `Bun.markdown.ansi` frames it. */
const FRAME = /^\+-(?: \w+)?\n((?:\|.*\n)*)\+-$/gm;

/** Markdown as plain text for a terminal; code is indented, and may be wider than `width`. */
export function renderDocument(markdown: string, width: number): string {
  const text = markdown
    .replace(/<!--[\s\S]*?-->\n*/g, "")
    .replace(/!\[[^\]]*\]\([^)]*\)\n*/g, "")
    .replace(/\[([^\]]*)\]\(([\w-]+)\.md(?:#[^)]*)?\)/g, (_, label: string, file: string) => {
      const help = `\`reseeder help ${topicOf(file)}\``;
      return label.includes(`${file}.md`) ? help : `${label} (${help})`;
    })
    .replace(/\[([^\]]*)\]\((?:#|\.\.\/)[^)]*\)/g, "$1");
  return `${Bun.markdown
    .ansi(text, { columns: width, colors: false })
    .replace(FRAME, (_, code: string) => code.replace(/^\| ?/gm, "    ").trimEnd())
    .replace(/[ \t]+$/gm, "")
    .trimEnd()}\n`;
}

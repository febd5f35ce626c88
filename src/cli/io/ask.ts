import type { Io } from "./io.ts";

/** Asks on the terminal and answers the line that was typed, without spaces around it; empty at the end of input. */
export async function ask(io: Io, question: string): Promise<string> {
  io.err.write(question);
  let typed = "";
  const decoder = new TextDecoder();
  for await (const chunk of io.stdin()) {
    typed += decoder.decode(chunk, { stream: true });
    if (typed.includes("\n")) break;
  }
  return typed.split("\n")[0]?.trim() ?? "";
}

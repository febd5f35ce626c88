import type { Io } from "./io.ts";

/** Asks on the terminal and answers the line that was typed, without spaces around it; empty at the end of input. */
export async function ask(io: Io, question: string): Promise<string> {
  return (await line(io, question)).trim();
}

async function line(io: Io, question: string): Promise<string> {
  io.err.write(question);
  let typed = "";
  const decoder = new TextDecoder();
  for await (const chunk of io.stdin()) {
    typed += decoder.decode(chunk, { stream: true });
    if (typed.includes("\n")) break;
  }
  return typed.split("\n")[0] ?? "";
}

/** Asks for a secret: what is typed is not shown. Blanks around it are part of it. */
export async function askSecret(io: Io, question: string): Promise<string> {
  io.echo?.(false);
  try {
    return (await line(io, question)).replace(/\r$/, "");
  } finally {
    io.echo?.(true);
    io.err.write("\n");
  }
}

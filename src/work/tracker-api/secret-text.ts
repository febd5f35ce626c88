import { readFileSync } from "node:fs";
import { type ErrorCode, ReseederError } from "../../core/errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A secret, and where it stands. */
export interface SecretText {
  text: string;
  where: string;
}

/** Characters of a file with one secret; more is another file. */
const MAX_SECRET = 16 * 1024;

/**
 * A secret of the environment, from `VARIABLE` or the file that `VARIABLE_FILE` names, read anew each time.
 * @throws ReseederError `code` where there is none, there are two, or the file cannot be read; with nothing of the secret
 */
export function readSecretText(env: Environment, variable: string, code: ErrorCode): SecretText {
  const fileVariable = `${variable}_FILE`;
  const given = env[variable] || null;
  const file = env[fileVariable] || null;
  if (given !== null && file !== null) {
    throw new ReseederError(code, `${variable} and ${fileVariable} are both set; expected one of them`);
  }
  if (given !== null) return { text: given, where: variable };
  if (file === null) throw new ReseederError(code, `Neither ${variable} nor ${fileVariable} is set`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ReseederError(code, `${fileVariable}: ${file} cannot be read: ${reason}`);
  }
  if (text.length > MAX_SECRET) {
    throw new ReseederError(code, `${fileVariable}: ${file} is longer than ${MAX_SECRET} bytes`);
  }
  return { text, where: `${fileVariable} (${file})` };
}

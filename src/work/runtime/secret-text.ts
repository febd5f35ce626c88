import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ErrorCode, ReseederError } from "../../core/errors.ts";
import { systemReason } from "../../core/thrown-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A secret, and where it stands. */
export interface SecretText {
  text: string;
  where: string;
}

/** Characters of a file with one secret; more is another file. */
const MAX_SECRET = 16 * 1024;

/**
 * A secret of the environment, from `VARIABLE` or the file that `VARIABLE_FILE` names, without the line end of that file;
 * read anew each time. Null where neither is set.
 * @param cwd the folder from which the file is named; this process's unless told
 * @throws ReseederError `code` where both are set or the file cannot be read; with nothing of the secret
 */
export function readSecretText(env: Environment, variable: string, code: ErrorCode, cwd = "."): SecretText | null {
  const fileVariable = `${variable}_FILE`;
  const given = env[variable] || null;
  const named = env[fileVariable] || null;
  if (given !== null && named !== null) {
    throw new ReseederError(code, `Both ${variable} and ${fileVariable} are set`, { hint: "Set only one of them." });
  }
  if (given !== null) return { text: given, where: variable };
  if (named === null) return null;
  const file = resolve(cwd, named);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ReseederError(code, `${fileVariable}: cannot read ${file}: ${systemReason(error)}`);
  }
  if (text.length > MAX_SECRET) {
    throw new ReseederError(code, `${fileVariable}: ${file} is longer than ${MAX_SECRET} bytes`);
  }
  return { text: text.replace(/\r?\n$/, ""), where: `${fileVariable} (${file})` };
}

/**
 * The same where it has to be there.
 * @throws ReseederError `code`, also where neither is set
 */
export function requireSecretText(env: Environment, variable: string, code: ErrorCode): SecretText {
  const secret = readSecretText(env, variable, code);
  if (secret === null) throw new ReseederError(code, `Neither ${variable} nor ${variable}_FILE is set`);
  return secret;
}

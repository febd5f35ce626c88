import { ReseederError } from "../../../core/errors.ts";
import type { Credentials } from "../../../core/protocol/server-address.ts";
import { readSecretText } from "../../../work/runtime/secret-text.ts";
import type { Io } from "../../io/io.ts";

/**
 * What says who asks, from RESEEDER_TOKEN and RESEEDER_PASSKEY, or the files that those names with _FILE say.
 * @throws ReseederError USAGE for both, for a file that cannot be read, and for what no header can carry
 */
export function credentialsOf(io: Io, userId: string | null): Credentials {
  return { token: secret(io, "RESEEDER_TOKEN"), passkey: secret(io, "RESEEDER_PASSKEY"), userId };
}

function secret(io: Io, name: string): string | null {
  const found = readSecretText(io.env, name, "USAGE", io.cwd);
  return found && checked(found.text.trim(), found.where);
}

/** Never repeats the secret. @throws ReseederError USAGE */
export function checked(text: string, where: string): string {
  if (/^[\x21-\x7e]{1,1024}$/.test(text)) return text;
  throw new ReseederError("USAGE", `${where}: expected 1 to 1024 printable characters without spaces`);
}

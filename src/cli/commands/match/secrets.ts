import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import type { Credentials } from "../../../core/protocol/server-address.ts";
import type { Io } from "../../io/io.ts";

const MAX_SECRET = 4096;

/**
 * What says who asks, from RESEEDER_TOKEN and RESEEDER_PASSKEY, or the files that those names with _FILE say.
 * @throws ReseederError USAGE for both, for a file that cannot be read, and for what no header can carry
 */
export function credentialsOf(io: Io, userId: string | null): Credentials {
  return { token: secret(io, "RESEEDER_TOKEN"), passkey: secret(io, "RESEEDER_PASSKEY"), userId };
}

function secret(io: Io, name: string): string | null {
  const given = io.env[name];
  const file = io.env[`${name}_FILE`];
  if (!file) return given ? checked(given.trim(), name) : null;
  if (given)
    throw new ReseederError("USAGE", `Both ${name} and ${name}_FILE are set`, { hint: "Set only one of them." });
  const path = resolve(io.cwd, file);
  try {
    return checked(readFileSync(path, "utf8").slice(0, MAX_SECRET).trim(), `${name}_FILE`);
  } catch (error) {
    if (error instanceof ReseederError) throw error;
    throw new ReseederError("USAGE", `${name}_FILE: cannot read ${path}: ${(error as Error).message}`);
  }
}

/** Never repeats the secret. @throws ReseederError USAGE */
export function checked(text: string, where: string): string {
  if (/^[\x21-\x7e]{1,1024}$/.test(text)) return text;
  throw new ReseederError("USAGE", `${where}: expected 1 to 1024 printable characters without spaces`);
}

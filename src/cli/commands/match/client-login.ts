import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ClientLogin } from "../../../client/clients/client-login.ts";
import { ReseederError } from "../../../core/errors.ts";
import { askSecret } from "../../io/ask.ts";
import type { Io } from "../../io/io.ts";

const MAX_BYTES = 4096;

/**
 * What lets us into torrent clients: RESEEDER_CLIENT_USER, RESEEDER_CLIENT_PASSWORD (or _FILE, or asked for on a terminal),
 * RESEEDER_CLIENT_KEY (or _FILE). Read, or asked for, when a client wants it, and once for all of them.
 * @throws ReseederError USAGE for a file that cannot be read, and for both of a pair
 */
export function clientLogin(io: Io): ClientLogin {
  let asked: Promise<string | null> | null = null;
  const password = (): Promise<string | null> => {
    asked ??= (async () => {
      const given = secret(io, "RESEEDER_CLIENT_PASSWORD");
      if (given !== null || !io.interactive) return given;
      return askSecret(io, "Password of the torrent client: ");
    })();
    return asked;
  };
  return { user: io.env["RESEEDER_CLIENT_USER"] || null, password, key: secret(io, "RESEEDER_CLIENT_KEY") };
}

function secret(io: Io, name: string): string | null {
  const given = io.env[name];
  const file = io.env[`${name}_FILE`];
  if (given && file) {
    throw new ReseederError("USAGE", `Both ${name} and ${name}_FILE are set`, { hint: "Set only one of them." });
  }
  if (!file) return given || null;
  const path = resolve(io.cwd, file);
  try {
    return readFileSync(path, "utf8")
      .slice(0, MAX_BYTES)
      .replace(/\r?\n$/, "");
  } catch (error) {
    throw new ReseederError("USAGE", `${name}_FILE: cannot read ${path}: ${(error as Error).message}`);
  }
}

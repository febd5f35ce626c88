import type { ClientLogin } from "../../../client/clients/client-login.ts";
import { readSecretText } from "../../../work/runtime/secret-text.ts";
import { askSecret } from "../../io/ask.ts";
import type { Io } from "../../io/io.ts";

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
  return readSecretText(io.env, name, "USAGE", io.cwd)?.text ?? null;
}

import { ReseederError } from "../../core/errors.ts";

/** What a client may ask for; the password is only fetched, or asked for, when the client wants one. */
export interface ClientLogin {
  user: string | null;
  password: () => Promise<string | null>;
  /** qBittorrent's API key (5.2). */
  key: string | null;
}

/** The error for a client that does not let us in. */
export function notLetIn(title: string, why: string): ReseederError {
  return new ReseederError("CLIENT_LOGIN", `${title} does not let us in: ${why}`);
}

/** The value of an `Authorization` header with user and password (RFC 7617). */
export function basicLogin(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

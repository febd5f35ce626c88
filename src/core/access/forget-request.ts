import { invalid, objectOf, show } from "../json-text.ts";
import { readIdentity, readPasskey } from "./access.ts";

/** Whom to forget: some users by their passkeys or ids, or everybody. */
export type Forgotten = { passkeys: string[] } | { users: string[] } | "all";

/** Passkeys or users of one request. */
export const MAX_FORGOTTEN = 10_000;

/**
 * Reads `{"passkeys":[…]}`, `{"users":[…]}` or `{"all":true}`.
 * @throws ReseederError `INVALID_REQUEST`, never with a passkey in it
 */
export function readForgetRequest(value: unknown): Forgotten {
  const { passkeys, users, all } = objectOf(value);
  const said = [passkeys, users, all].filter((each) => each !== undefined && each !== null && each !== false);
  if (said.length !== 1) throw invalid("body: expected one of passkeys, users, all");
  if (all !== undefined && all !== null && all !== false) {
    if (all !== true) throw invalid(`all: expected true, got ${show(all)}`);
    return "all";
  }
  if (users !== undefined && users !== null) return { users: listOf(users, "users", readUser) };
  return { passkeys: listOf(passkeys, "passkeys", readKey) };
}

function readUser(value: unknown, where: string): string {
  const user = readIdentity(value);
  if (user === null) throw invalid(`${where}: expected a user ID, got ${show(value)}`);
  return user;
}

function readKey(value: unknown, where: string): string {
  const passkey = readPasskey(value, where);
  if (passkey === null) throw invalid(`${where}: expected a passkey, got nothing`);
  return passkey;
}

function listOf<T>(value: unknown, name: string, read: (value: unknown, where: string) => T): T[] {
  if (!Array.isArray(value)) throw invalid(`${name}: expected an array, got ${show(value)}`);
  if (value.length > MAX_FORGOTTEN) throw invalid(`${name}: expected at most ${MAX_FORGOTTEN}, got ${value.length}`);
  return value.map((each, index) => read(each, `${name}[${index}]`));
}

import type { ClientAddress } from "./client-address.ts";
import { ClientFields } from "./client-fields.ts";
import { askClient, type Fetch, jsonOf, strangeAnswer } from "./client-http.ts";
import { type ClientLogin, notLetIn } from "./client-login.ts";
import { lookUntil, type Waiting } from "./waiting.ts";

/** What Deluge answers in place of a result. */
export class DelugeFault extends Error {
  override readonly name = "DelugeFault";
}

/** A connection to deluge-web's JSON-RPC, which is connected to a daemon. */
export interface DelugeRpc {
  readonly title: string;
  /**
   * @throws DelugeFault in Deluge's own words
   * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
   */
  call(method: string, parameters?: readonly unknown[]): Promise<unknown>;
}

/** deluge-web's code for a call without a valid cookie. */
const NOT_AUTHENTICATED = 1;

/**
 * Logs in and sees to it that deluge-web is connected to its daemon.
 * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
 */
export async function connectDeluge(
  { url }: ClientAddress,
  login: ClientLogin,
  fetch: Fetch,
  waiting: Waiting,
): Promise<DelugeRpc> {
  const place = url.endsWith("/json") ? url : `${url}/json`;
  let title = "Deluge";
  let cookie = "";
  let id = 0;
  const call = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const answer = await askClient(fetch, title, place, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(cookie === "" ? {} : { Cookie: cookie }) },
      body: JSON.stringify({ method, params, id: ++id }),
    });
    for (const line of answer.headers.getSetCookie()) cookie = line.replace(/;.*$/, "");
    const fields = new ClientFields(title, method, jsonOf(title, method, answer));
    if (!fields.has("error")) return fields.value("result");
    const error = fields.object("error");
    if (error.number("code", 0) === NOT_AUTHENTICATED) throw notLetIn(title, `${method} is rejected`);
    throw new DelugeFault(error.text("message", "an error without words").split("\n")[0]?.slice(0, 300));
  };
  if ((await call("auth.login", [(await login.password()) ?? "deluge"])) !== true) {
    throw notLetIn("deluge-web", "the password is wrong");
  }
  if ((await call("web.connected")) !== true) {
    const [host] = (await call("web.get_hosts")) as unknown[];
    if (!Array.isArray(host)) throw strangeAnswer(title, "web.get_hosts", "no daemon to connect to");
    await call("web.connect", [host[0]]);
    // Until then every method of the daemon is unknown.
    await lookUntil(
      waiting,
      () => call("core.get_session_state").then(Array.isArray, (error) => !(error instanceof DelugeFault)),
      (isConnected): isConnected is true => isConnected,
      () => "deluge-web does not connect to its daemon",
    );
  }
  title = `Deluge ${String(await call("daemon.get_version").catch(() => call("daemon.info").catch(() => "")))}`.trim();
  return { title, call };
}

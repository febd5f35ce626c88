import type { ClientAddress } from "./client-address.ts";
import { ClientFields } from "./client-fields.ts";
import { askClient, type ClientAnswer, type Fetch, jsonOf, strangeAnswer } from "./client-http.ts";
import { basicLogin, type ClientLogin, notLetIn } from "./client-login.ts";

/** A connection to Transmission's RPC. */
export interface TransmissionRpc {
  readonly title: string;
  /** 3.00 breaks the names that it tells. */
  readonly rpcVersion: number;
  /**
   * @returns the arguments of the answer, and its own word for how it went: `success` or the trouble
   * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
   */
  call(method: string, parameters?: object): Promise<{ result: string; fields: ClientFields }>;
}

const SESSION = "X-Transmission-Session-Id";

/**
 * Connects to 3.x and 4.x, in the form of both (`session-get`, kebab-case).
 * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
 */
export async function connectTransmission(
  { url, user }: ClientAddress,
  login: ClientLogin,
  fetch: Fetch,
): Promise<TransmissionRpc> {
  const place = new URL(url).pathname === "/" ? `${url}/transmission/rpc` : url;
  let title = "Transmission";
  let session = "";
  let authorization: string | null = null;
  const ask = async (body: string): Promise<ClientAnswer> => {
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      [SESSION]: session,
      ...(authorization === null ? {} : { Authorization: authorization }),
    };
    const answer = await askClient(fetch, title, place, { method: "POST", headers, body });
    const renewed = answer.headers.get(SESSION);
    if (answer.status !== 409 || renewed === null || renewed === session) return answer;
    session = renewed;
    return ask(body);
  };
  const call = async (method: string, parameters: object = {}) => {
    const body = JSON.stringify({ method, arguments: parameters });
    let answer = await ask(body);
    if (answer.status === 401 && authorization === null) {
      const password = await login.password();
      if (password === null) throw notLetIn(title, "it wants a password");
      authorization = basicLogin(login.user ?? user ?? "transmission", password);
      answer = await ask(body);
    }
    if (answer.status === 401) throw notLetIn(title, "user or password is wrong");
    if (answer.status === 403) throw notLetIn(title, "this address is not on its list (rpc-whitelist)");
    const fields = new ClientFields(title, method, jsonOf(title, method, answer));
    const result = fields.text("result");
    return {
      result,
      fields: fields.has("arguments") ? fields.object("arguments") : new ClientFields(title, method, {}),
    };
  };
  const { result, fields } = await call("session-get");
  if (result !== "success") throw strangeAnswer(title, "session-get", JSON.stringify(result));
  title = `Transmission ${fields.text("version").replace(/ .*/, "")}`;
  return { title, rpcVersion: fields.number("rpc-version"), call };
}

import { connect } from "node:net";
import { readResponse } from "../../core/xml-rpc/read-response.ts";
import { scgiBody, scgiRequest } from "../../core/xml-rpc/scgi.ts";
import { writeCall } from "../../core/xml-rpc/write-call.ts";
import { XmlRpcFault, type XmlRpcValue } from "../../core/xml-rpc/xml-rpc-value.ts";
import type { ClientAddress } from "./client-address.ts";
import { askClient, clientAway, type Fetch, strangeAnswer } from "./client-http.ts";
import { basicLogin, type ClientLogin, notLetIn } from "./client-login.ts";

/** A connection to rTorrent's XML-RPC. */
export interface RTorrentRpc {
  readonly title: string;
  /**
   * @throws XmlRpcFault in rTorrent's own words
   * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
   */
  call(method: string, parameters?: readonly XmlRpcValue[]): Promise<XmlRpcValue>;
}

const TITLE = "rTorrent";
const MAX_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Connects by SCGI (`scgi://host:port`, `unix:/path`), or by a web server's `/RPC2`. rTorrent itself asks for no login;
 * the web server may.
 * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
 */
export async function connectRTorrent(address: ClientAddress, login: ClientLogin, fetch: Fetch): Promise<RTorrentRpc> {
  const isHttp = /^https?:/.test(address.url);
  const send = isHttp ? httpTransport(address, login, fetch) : (body: Uint8Array) => overSocket(address.url, body);
  const call = async (method: string, parameters: readonly XmlRpcValue[] = []): Promise<XmlRpcValue> => {
    const body = await send(writeCall(method, parameters));
    try {
      return readResponse(body);
    } catch (error) {
      if (error instanceof XmlRpcFault) throw error;
      throw strangeAnswer(TITLE, method, error instanceof Error ? error.message : String(error));
    }
  };
  return { title: `${TITLE} ${String(await call("system.client_version"))}`, call };
}

function httpTransport({ url, user }: ClientAddress, login: ClientLogin, fetch: Fetch) {
  let authorization: string | null = null;
  const ask = (body: Uint8Array) =>
    askClient(fetch, TITLE, url, {
      method: "POST",
      headers: { "Content-Type": "text/xml", ...(authorization === null ? {} : { Authorization: authorization }) },
      body: body.slice(),
    });
  return async (body: Uint8Array): Promise<Uint8Array> => {
    let answer = await ask(body);
    if (answer.status === 401 && authorization === null) {
      const password = await login.password();
      if (password === null) throw notLetIn(TITLE, "its web server wants a password");
      authorization = basicLogin(login.user ?? user ?? "", password);
      answer = await ask(body);
    }
    if (answer.status === 401 || answer.status === 403) throw notLetIn(TITLE, "user or password is wrong");
    if (answer.status !== 200) throw strangeAnswer(TITLE, "a call", `status ${answer.status}`);
    return answer.bytes;
  };
}

function overSocket(url: string, body: Uint8Array): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const place = url.startsWith("unix:")
    ? { path: url.slice("unix:".length) }
    : { host: new URL(url).hostname.replace(/^\[|\]$/g, ""), port: Number(new URL(url).port) };
  const socket = connect(place, () => socket.write(scgiRequest(body)));
  const parts: Uint8Array[] = [];
  let length = 0;
  const fail = (error: unknown) => {
    socket.destroy();
    reject(error);
  };
  socket.setTimeout(TIMEOUT_MS, () => fail(clientAway(TITLE, url, "it took over a minute")));
  socket.on("data", (part) => {
    length += part.length;
    if (length > MAX_BYTES) fail(strangeAnswer(TITLE, "a call", `over ${MAX_BYTES} bytes`));
    else parts.push(part);
  });
  socket.on("error", (error) => fail(clientAway(TITLE, url, error)));
  socket.on("close", () => {
    try {
      resolve(scgiBody(Buffer.concat(parts)));
    } catch (error) {
      if (length === 0) reject(clientAway(TITLE, url, "it hung up"));
      else reject(strangeAnswer(TITLE, "a call", error instanceof Error ? error.message : String(error)));
    }
  });
  return promise;
}

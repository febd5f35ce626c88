import { decodePath } from "../../core/path-bytes.ts";
import type { ClientAddress } from "./client-address.ts";
import { askClient, type ClientAnswer, type Fetch, strangeAnswer } from "./client-http.ts";
import { type ClientLogin, notLetIn } from "./client-login.ts";

/** A connection to qBittorrent's Web API. */
export interface QBittorrentApi {
  readonly title: string;
  /** 5.0 and later say `stopped`, `stop` and `start` for what was `paused`, `pause` and `resume`. */
  readonly saysStopped: boolean;
  /** @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER for any status but 200 */
  get(path: string): Promise<ClientAnswer>;
  post(path: string, body: FormData | URLSearchParams): Promise<{ status: number; text: string }>;
}

/** The first version of the Web API that says `stopped`. */
const STOPPED_SINCE = [2, 11];

/**
 * Connects: without login where this machine needs none, with the API key where there is one, else with user and password.
 * One attempt, since qBittorrent bans an address after some that failed.
 * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
 */
export async function connectQBittorrent(
  { url, user }: ClientAddress,
  login: ClientLogin,
  fetch: Fetch,
): Promise<QBittorrentApi> {
  const cookies = new Map<string, string>();
  let title = "qBittorrent";
  const ask = async (path: string, init: RequestInit = {}): Promise<ClientAnswer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers: Record<string, string> = {
      ...(cookie === "" ? {} : { Cookie: cookie }),
      ...(login.key === null ? {} : { Authorization: `Bearer ${login.key}` }),
    };
    const answer = await askClient(fetch, title, `${url}/api/v2/${path}`, { ...init, headers });
    // SID, or QBT_SID_<port> since 5.2.
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=;\s]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return answer;
  };
  const get = async (path: string): Promise<ClientAnswer> => {
    const answer = await ask(path);
    if (answer.status === 200) return answer;
    if (answer.status === 401 || answer.status === 403)
      throw notLetIn(title, `${path.replace(/\?.*/, "")} is rejected`);
    throw strangeAnswer(title, path, `status ${answer.status}`);
  };
  const post = async (path: string, body: FormData | URLSearchParams) => {
    const answer = await ask(path, { method: "POST", body });
    if (answer.status === 401 || answer.status === 403) throw notLetIn(title, `${path} is rejected`);
    return { status: answer.status, text: decodePath(answer.bytes) };
  };

  let version = await ask("app/webapiVersion");
  if (version.status === 401 || version.status === 403) {
    if (login.key !== null) throw notLetIn(title, "the API key is not accepted");
    await logIn(title, ask, login.user ?? user ?? "admin", await login.password());
    version = await get("app/webapiVersion");
  }
  const numbers = /^(\d+)\.(\d+)(\.\d+)*$/.exec(decodePath(version.bytes.subarray(0, 100)).trim());
  if (version.status !== 200 || !numbers) {
    throw strangeAnswer(title, "app/webapiVersion", `status ${version.status} and no version`);
  }
  title = `qBittorrent ${decodePath((await get("app/version")).bytes.subarray(0, 100))
    .trim()
    .replace(/^v/, "")}`;
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  const [sinceMajor = 0, sinceMinor = 0] = STOPPED_SINCE;
  const saysStopped = major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
  return { title, saysStopped, get, post };
}

async function logIn(
  title: string,
  ask: (path: string, init: RequestInit) => Promise<ClientAnswer>,
  username: string,
  password: string | null,
): Promise<void> {
  if (password === null) throw notLetIn(title, "it wants a password");
  const body = new URLSearchParams({ username, password });
  const { status, bytes } = await ask("auth/login", { method: "POST", body });
  if (status < 300 && !decodePath(bytes).startsWith("Fails")) return;
  const banned = status === 403 ? ", or it has banned this address for a while" : "";
  throw notLetIn(title, `user ${JSON.stringify(username)} or the password is wrong${banned}`);
}

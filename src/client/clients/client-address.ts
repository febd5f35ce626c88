import { ReseederError } from "../../core/errors.ts";
import { trimEnd } from "../../core/trim-end.ts";
import { CLIENT_KINDS, type ClientKind } from "./client.ts";

/** Where a client is: `qbittorrent:http://127.0.0.1:8080` taken apart. */
export interface ClientAddress {
  kind: ClientKind;
  /** http, https, scgi or unix; without password and trailing slash. */
  url: string;
  /** The user name that stood in the URL. */
  user: string | null;
}

const SCHEMES: Readonly<Record<ClientKind, readonly string[]>> = {
  qbittorrent: ["http:", "https:"],
  transmission: ["http:", "https:"],
  deluge: ["http:", "https:"],
  rtorrent: ["scgi:", "unix:", "http:", "https:"],
};

const EXAMPLES: Readonly<Record<ClientKind, string>> = {
  qbittorrent: "qbittorrent:http://127.0.0.1:8080",
  transmission: "transmission:http://127.0.0.1:9091",
  deluge: "deluge:http://127.0.0.1:8112",
  rtorrent: "rtorrent:scgi://127.0.0.1:5000, rtorrent:unix:/run/rtorrent.sock or rtorrent:http://127.0.0.1/RPC2",
};

/**
 * Reads the value of `--client`.
 * @throws ReseederError USAGE for an unknown client or address, and for a password in it, which is not repeated
 */
export function parseClientAddress(text: string): ClientAddress {
  const kind = CLIENT_KINDS.find((known) => text.startsWith(`${known}:`));
  if (kind === undefined) {
    const known = CLIENT_KINDS.join(", ");
    const got = JSON.stringify(text.replace(/:.*$/s, ""));
    throw new ReseederError("USAGE", `--client: expected one of ${known} before the first colon, got ${got}`, {
      hint: `--client ${EXAMPLES.qbittorrent}`,
    });
  }
  const url = readUrl(kind, text.slice(kind.length + 1));
  if (url.password !== "") {
    throw new ReseederError("USAGE", `--client ${kind}: a password in the address can be read by every user`, {
      hint: "RESEEDER_CLIENT_PASSWORD or RESEEDER_CLIENT_PASSWORD_FILE.",
    });
  }
  const user = url.username === "" ? null : decodeURIComponent(url.username);
  url.username = "";
  const socket = url.protocol === "unix:" ? `unix:${decodeURIComponent(url.pathname)}` : null;
  return { kind, url: socket ?? trimEnd(url.href.replace(/[?#].*$/s, ""), "/"), user };
}

/** A client's address as `--client` takes it: what the journal names it by. */
export function shownClient({ kind, url, user }: ClientAddress): string {
  if (user === null) return `${kind}:${url}`;
  return `${kind}:${url.replace("//", `//${encodeURIComponent(user)}@`)}`;
}

function readUrl(kind: ClientKind, text: string): URL {
  const spelled = kind === "rtorrent" && text.startsWith("/") ? `unix:${text}` : text;
  const url = URL.parse(spelled);
  const hasPlace = url?.protocol === "unix:" ? url.pathname.startsWith("/") : url?.hostname !== "";
  const hasPort = url?.protocol !== "scgi:" || url.port !== "";
  if (url && SCHEMES[kind].includes(url.protocol) && hasPlace && hasPort) return url;
  throw new ReseederError("USAGE", `--client ${kind}: that is no address of one`, {
    hint: `--client ${EXAMPLES[kind]}`,
  });
}

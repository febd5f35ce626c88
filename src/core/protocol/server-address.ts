import { trimEnd } from "../trim-end.ts";
/** Where a server answers, and what a request to it carries. Secrets stand here and nowhere else. */
export interface ServerAddress {
  handshake: string;
  phase1: string;
  phase2: string;
  report: string;
  archive: string;
  /** Headers of every request, such as `Authorization`. */
  headers: Record<string, string>;
  /** Headers of the archive alone, which has no body. */
  archiveHeaders: Record<string, string>;
  /** Fields of every body, such as `passkey` and `user_id`. */
  fields: Record<string, string>;
}

/** What says who asks. */
export interface Credentials {
  token: string | null;
  passkey: string | null;
  userId: string | null;
}

/**
 * The addresses below a base such as `https://tracker.example/reseeder_api`; null for a text that is no http(s) URL or
 * holds a user, a password, a query or a fragment.
 */
export function serverAddress(base: string, { token, passkey, userId }: Credentials): ServerAddress | null {
  const url = URL.parse(base);
  const root = serverRoot(base);
  if (url === null || root === null) return null;
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return null;
  const bearer: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  return {
    handshake: `${root}/match/handshake`,
    phase1: `${root}/match/phase1`,
    phase2: `${root}/match/phase2`,
    report: `${root}/match/report`,
    archive: `${root}/archive`,
    headers: bearer,
    archiveHeaders: passkey === null ? {} : { "x-reseeder-passkey": passkey },
    fields: { ...(userId === null ? {} : { user_id: userId }), ...(passkey === null ? {} : { passkey }) },
  };
}

/** The address that paths such as `/match/phase1` come after; null for what is no http(s) URL. */
export function serverRoot(base: string): string | null {
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return `${url.origin}${trimEnd(url.pathname, "/")}`;
}

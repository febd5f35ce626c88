import { socketPath } from "../../core/access/listen-address.ts";
import { serverRoot } from "../../core/protocol/server-address.ts";

/** What `fetch` needs to know to reach an address. */
export interface RequestTarget {
  url: string;
  /** A socket that the request goes over. */
  unix?: string;
}

/** Where a path of a server is, for `http://127.0.0.1:8080` as for `unix:/run/reseeder/api.sock`; null for no address. */
export function requestTarget(address: string, path: string): RequestTarget | null {
  const unix = socketPath(address);
  if (unix !== null) return { url: `http://localhost${path}`, unix };
  const root = serverRoot(address);
  return root === null ? null : { url: `${root}${path}` };
}

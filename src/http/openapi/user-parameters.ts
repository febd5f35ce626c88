import { MAX_IDENTITY } from "../../core/access/access.ts";
import { header, inPath } from "./operation.ts";
import * as t from "./schema.ts";

/** What a user's id looks like. */
export const IDENTITY = { minLength: 1, maxLength: MAX_IDENTITY, pattern: "[^ \\t\\r\\n]" };

/** The user in a path. */
export const user = inPath("user", t.text("The user's id, as access control knows it.", IDENTITY));

/** Whom torrents are made for. */
export const passkeyHeader = header(
  "X-Reseeder-Passkey",
  t.text("The user's passkey; needed if `announce_urls` contains {passkey}.", { pattern: "^([A-Za-z0-9_-]{8,128})?$" }),
);

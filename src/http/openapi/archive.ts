import { MAX_IDENTITY } from "../../core/access/access.ts";
import { managementErrors, TOKEN } from "./management.ts";
import { ACCESS, DATABASES, type Detail, failure, SERVER } from "./parts.ts";

const zip = (description: string) => ({
  description,
  headers: {
    "Content-Disposition": { schema: { type: "string", example: 'attachment; filename="archive.zip"' } },
  },
  content: { "application/zip": { schema: { type: "string", format: "binary" } } },
});

const CONTENTS =
  "One file for each torrent that is on offer, named like `Night.Train.S01 [4711].torrent` (in brackets the tracker's id, or the start of the info-hash), not compressed, with the time of the download. It is made while it is sent, so there is no `Content-Length`. Torrents that could not be read are listed in a file `_skipped.txt`, which is there only then. An archive that breaks off has no directory and cannot be opened.";

/** `GET /archive` */
export const archiveDetail = {
  tags: ["Archive"],
  summary: "What the user once downloaded",
  description: `A ZIP of .torrent files made for this user, of what the tracker's database says he downloaded; where the setting \`tracker\` is none, of what its history (\`reseeder history import\`, \`POST /api/v1/history\`) and his own confirmed reports say. Matching is the client's business then: no names, sizes or hashes leave the user's machine.\n\n${CONTENTS}\n\nWho asks is found as for a match. With \`auth\` = \`callback\` or \`tracker\` the passkey is the bearer of \`Authorization\`; with \`token\` it stands in \`X-Reseeder-Passkey\` where the torrents need one.`,
  security: [{ token: [] }, { proxyUser: [], proxyPasskey: [] }, { passkeyBearer: [] }],
  responses: {
    200: zip("The archive."),
    400: failure("A header is not what it should be.", [
      "INVALID_REQUEST",
      'authorization: Bearer: expected 8 to 128 letters, digits, "-" or "_"',
    ]),
    ...ACCESS,
    403: failure(
      "The sender is known and may not; with Retry-After where the tracker could not be asked. Also where the server does not ask who its users are.",
      ["FORBIDDEN", "This server does not ask who its users are (setting auth)"],
    ),
    500: SERVER,
    503: DATABASES,
  },
} as unknown as Detail;

/** `GET /api/v1/users/{user}/archive` */
export const userArchiveDetail = {
  tags: ["Management"],
  summary: "What a user once downloaded, for the operator's site",
  description: `As \`GET /archive\`, for a site that hands it on to a user whom it has logged in. Hand-outs and history are those of this user.\n\n${CONTENTS}`,
  security: TOKEN,
  parameters: [
    {
      name: "user",
      in: "path",
      required: true,
      schema: { type: "string", minLength: 1, maxLength: MAX_IDENTITY },
      description: "As in the history.",
    },
    {
      name: "X-Reseeder-Passkey",
      in: "header",
      required: false,
      schema: { type: "string", pattern: "^[A-Za-z0-9_-]{8,128}$" },
      description: "The user's passkey, where the torrents need one.",
    },
  ],
  responses: {
    200: zip("The archive."),
    ...managementErrors('X-Reseeder-Passkey: expected 8 to 128 letters, digits, "-" or "_"', { 503: DATABASES }),
  },
} as unknown as Detail;

import { file, get, manage, operations, users } from "./operation.ts";
import * as t from "./schema.ts";

const CONTENTS =
  "The ZIP has one uncompressed file per offered torrent, named like `Night.Train.S01 [4711].torrent` (the tracker's id, or the start of the info-hash) and dated with the download. It is streamed without a `Content-Length`; a truncated one has no central directory and cannot be opened. `_skipped.txt`, if present, lists torrents that could not be read.";
const ARCHIVE = file("The archive.", "application/zip", "archive.zip");

export const archiveOperations = [
  ...operations("Archive", users, {
    downloadArchive: get("/archive", "Download the user's torrents", {
      description: `Returns a ZIP with the .torrent files of everything the user has ever downloaded, made for that user. The list comes from the tracker's database or, if \`tracker\` is none, from the imported history (\`POST /api/v1/history\`) and the user's confirmed reports.\n\n${CONTENTS}\n\nThe user is identified as for a match. With \`auth\` = \`callback\` or \`tracker\`, send the passkey as \`Authorization: Bearer\`; with \`token\`, in \`X-Reseeder-Passkey\` if the torrents need one. With \`auth\` = \`none\` there are no users, and the response is 403.`,
      answer: ARCHIVE,
      invalid: 'authorization: Bearer: expected 8 to 128 letters, digits, "-" or "_"',
      errors: { FORBIDDEN: "This server does not authenticate users (setting auth)" },
    }),
  }),
  ...manage({
    downloadUserArchive: get("/api/v1/users/{user}/archive", "Download a user's torrents", {
      description: `Same as \`GET /archive\`, for a site that serves its logged-in users. Hand-outs are recorded for this user.\n\n${CONTENTS}`,
      headers: t.passkeyHeader,
      answer: ARCHIVE,
      invalid: 'X-Reseeder-Passkey: expected 8 to 128 letters, digits, "-" or "_"',
      errors: { TRACKER_AWAY: null },
    }),
  }),
];

import { file, manage, operations } from "./operation.ts";
import { passkeyHeader, user } from "./user-parameters.ts";

const CONTENTS =
  "The ZIP has one uncompressed file per offered torrent, named like `Night.Train.S01 [4711].torrent` (the tracker's id, or the start of the info-hash) and dated with the download. It is streamed without a `Content-Length`; a truncated one has no central directory and cannot be opened. `_skipped.txt`, if present, lists torrents that could not be read.";
const ARCHIVE = file("The archive.", "application/zip", "archive.zip");

/** `GET /archive` */
export const archiveDetail = operations("Archive", "users")("downloadArchive", "Download the user's torrents", {
  description: `Returns a ZIP with the .torrent files of everything the user has ever downloaded, made for that user. The list comes from the tracker's database or, if \`tracker\` is none, from the imported history (\`POST /api/v1/history\`) and the user's confirmed reports.\n\n${CONTENTS}\n\nThe user is identified as for a match. With \`auth\` = \`callback\` or \`tracker\`, send the passkey as \`Authorization: Bearer\`; with \`token\`, in \`X-Reseeder-Passkey\` if the torrents need one. With \`auth\` = \`none\` there are no users, and the response is 403.`,
  answer: ARCHIVE,
  errors: {
    INVALID_REQUEST: 'authorization: Bearer: expected 8 to 128 letters, digits, "-" or "_"',
    FORBIDDEN: "This server does not authenticate users (setting auth)",
  },
});

/** `GET /api/v1/users/{user}/archive` */
export const userArchiveDetail = manage("downloadUserArchive", "Download a user's torrents", {
  description: `Same as \`GET /archive\`, for a site that serves its logged-in users. Hand-outs are recorded for this user.\n\n${CONTENTS}`,
  parameters: [user, passkeyHeader],
  answer: ARCHIVE,
  errors: {
    INVALID_REQUEST: 'X-Reseeder-Passkey: expected 8 to 128 letters, digits, "-" or "_"',
    TRACKER_AWAY: null,
  },
});

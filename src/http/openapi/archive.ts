import { file, manage, operations } from "./operation.ts";
import { passkeyHeader, user } from "./user-parameters.ts";

const CONTENTS =
  "The ZIP holds one uncompressed file for each torrent on offer, named like `Night.Train.S01 [4711].torrent` (the tracker's id, or the start of the info-hash) and dated with the download. It is streamed, so there is no `Content-Length`. `_skipped.txt`, if present, lists torrents that could not be read. If the archive breaks off, it has no directory and cannot be opened.";
const ARCHIVE = file("The archive.", "application/zip", "archive.zip");

/** `GET /archive` */
export const archiveDetail = operations("Archive", "users")(
  "downloadArchive",
  "Download what the user once downloaded",
  `Makes a ZIP of the user's own .torrent files. What they downloaded is what the tracker's database says; if the setting \`tracker\` is none, what its history (\`POST /api/v1/history\`) and the user's confirmed reports say.\n\n${CONTENTS}\n\nThe user is identified as for a match. With \`auth\` = \`callback\` or \`tracker\`, send the passkey as \`Authorization: Bearer\`; with \`token\`, in \`X-Reseeder-Passkey\` if the torrents need one. With \`auth\` = \`none\` there are no users, and the answer is 403.`,
  {
    answer: ARCHIVE,
    errors: {
      INVALID_REQUEST: 'authorization: Bearer: expected 8 to 128 letters, digits, "-" or "_"',
      FORBIDDEN: "This server does not ask who its users are (setting auth)",
    },
  },
);

/** `GET /api/v1/users/{user}/archive` */
export const userArchiveDetail = manage(
  "downloadUserArchive",
  "Download what a user once downloaded",
  `Does the same as \`GET /archive\` for a user who is logged in at the operator's site. The hand-outs count as this user's.\n\n${CONTENTS}`,
  {
    parameters: [user, passkeyHeader],
    answer: ARCHIVE,
    errors: {
      INVALID_REQUEST: 'X-Reseeder-Passkey: expected 8 to 128 letters, digits, "-" or "_"',
      TRACKER_AWAY: null,
    },
  },
);

import type { ElysiaSwaggerConfig } from "@elysiajs/swagger";
import type { DocumentDecoration } from "elysia";
import { MAX_EXCLUDED, MAX_NAME, MAX_USER_ID } from "../../core/match/match-request.ts";
import { SETTING_KEYS, SETTINGS, type SettingDefinition } from "../../core/settings/settings.ts";
import { VERSION } from "../../core/version.ts";
import { archiveOperations } from "./archive.ts";
import { matchOperations } from "./match.ts";
import { withReferences } from "./schema.ts";
import { serverOperations } from "./server.ts";
import { singleTorrentOperations } from "./single-torrent.ts";
import { takingInOperations } from "./taking-in.ts";
import { torrentListOperations } from "./torrent-lists.ts";
import { userOperations } from "./users.ts";

const LIMITS = SETTING_KEYS.map((key) => {
  const { default: value, doc, unit } = SETTINGS[key] as SettingDefinition & { unit?: string };
  const cells = [`\`${key}\``, `${value === "" ? "" : `\`${value}\``}${unit ? ` ${unit}` : ""}`, doc];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}).join("\n");

/** One sentence, without a character that means something in HTML: the page has it in an attribute. */
const SUMMARY = "Tells a client which torrents its local files can seed.";

/** The text at the head of the page. */
export const DESCRIPTION = `${SUMMARY}

Call handshake, then phase 1 (names and sizes), phase 2 (sizes only, for the files that are left) and, optionally, report. Requests and responses are JSON in UTF-8 unless stated otherwise. Unknown request fields are ignored, \`null\` counts as absent, and the content type does not matter. Responses may gain fields. They carry \`Cache-Control: no-store\`.

An error is \`{"status":"error","code":"…","message":"…"}\`. An unknown path returns 404. A wrong method returns 405 and lists the right ones in \`Allow\`.

## Access

\`/health\` and \`/docs\` are open. The setting \`auth\` decides who may use \`/match/…\` and \`/archive\`: \`none\`, everybody; \`token\`, holders of a token (\`Authorization: Bearer\`); \`header\`, the user whom the tracker's proxy names in \`X-Reseeder-User\`; \`callback\`, a user whose passkey (the field \`passkey\` of the body) the tracker knows; \`tracker\`, one whose passkey is in its database. That user replaces \`user_id\`. A passkey in the query string is never read. Whatever \`auth\` is, \`/api/v1\` needs a token of scope \`manage\`, and \`/metrics\` one of scope \`metrics\`.

## Limits

These are the defaults of settings that can change at any time. The handshake returns the current ones.

| setting | default | what |
| --- | --- | --- |
${LIMITS}

Fixed: \`exclude_torrent_ids\` holds at most ${MAX_EXCLUDED} ids, \`user_id\` ${MAX_USER_ID} characters, a file's \`name\` ${MAX_NAME} characters.`;

/** Every operation, in the order of the page. */
const OPERATIONS = [
  ...serverOperations,
  ...matchOperations,
  ...archiveOperations,
  ...torrentListOperations,
  ...singleTorrentOperations,
  ...takingInOperations,
  ...userOperations,
];
const PATHS: Record<string, Record<string, DocumentDecoration>> = {};
for (const { path, method, detail } of OPERATIONS) PATHS[path] = { ...PATHS[path], [method]: detail };
const { parts: paths, schemas } = withReferences(PATHS);

/** The document, but for its long description. */
export const DOCUMENTATION = {
  info: {
    title: "ReSeeder API",
    version: VERSION,
    description: SUMMARY,
    license: { name: "MIT", url: "https://opensource.org/license/mit" },
  },
  tags: [
    { name: "Server", description: "How the server is doing." },
    { name: "Match", description: "For clients: which torrents local files can seed." },
    { name: "Archive", description: "For clients: what a user has downloaded." },
    { name: "Management", description: "For the operator's site, with a token of scope `manage`." },
  ],
  servers: [{ url: "..", description: "This server" }],
  paths,
  components: {
    schemas,
    headers: {
      RetryAfter: {
        description: "Seconds to wait before the next request. Absent if unknown.",
        schema: { type: "integer", minimum: 0 },
      },
    },
    securitySchemes: {
      token: {
        type: "http",
        scheme: "bearer",
        description:
          "Made by `reseeder token create`: of scope `match` if `auth` is `token`; of scope `manage` or `metrics` for the operator's endpoints.",
      },
      passkeyBearer: {
        type: "http",
        scheme: "bearer",
        description: "With `auth` = `callback` or `tracker`, if there is no body: the user's passkey.",
      },
      proxyUser: {
        type: "apiKey",
        in: "header",
        name: "X-Reseeder-User",
        description: "With `auth` = `header`: the user. Believed of trusted proxies only.",
      },
      proxyPasskey: {
        type: "apiKey",
        in: "header",
        name: "X-Reseeder-Passkey",
        description: "The user's passkey. Believed of trusted proxies only.",
      },
    },
  },
} satisfies ElysiaSwaggerConfig["documentation"];

import { choice, integer, type SettingDefinition, text } from "./setting-definition.ts";

/** Who may ask, and under which names. */
export const ACCESS_SETTINGS = {
  trusted_proxies: {
    ...text(
      "127.0.0.0/8, ::1",
      4096,
      "Comma-separated addresses or networks whose X-Real-IP and X-Forwarded-For are trusted.",
    ),
    // Nobody's word.
    safest: "",
  },
  allowed_origins: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4096,
    doc: "Comma-separated origins of other sites whose pages may send requests from a browser. Empty: none.",
  },
  allowed_hosts: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4096,
    // Addresses and this machine's own names, rather than any.
    safest: "localhost",
    doc: "Comma-separated host names the server answers to, in addition to IP addresses and localhost. Empty: any.",
  },
  auth: choice(
    "none",
    ["none", "token", "header", "callback", "tracker"],
    "token",
    "How users of /match are authenticated. none: not at all; token: by a token from `reseeder token`; header: by X-Reseeder-User from a trusted proxy; callback: by auth_callback_url; tracker: by passkey in the tracker's database.",
  ),
  auth_callback_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2048,
    doc: "URL with {passkey} that returns 2xx if the passkey is allowed, or a status listed in auth_callback_no if it is not.",
  },
  auth_callback_no: {
    type: "text",
    default: "401,403,404",
    minLength: 1,
    maxLength: 100,
    doc: "Comma-separated HTTP statuses by which auth_callback_url rejects a passkey. Any other status except 2xx is an error.",
  },
  auth_callback_per_second: integer(
    5,
    1,
    1_000,
    "Most requests per second to auth_callback_url. One client address gets a fifth of them, at least one.",
  ),
  auth_cache_seconds: integer(
    60,
    0,
    86_400,
    "How long a passkey stays accepted before auth_callback_url is asked again; ten times as long while it is unreachable.",
    "seconds",
  ),
  auth_refusal_seconds: integer(
    60,
    0,
    86_400,
    "How long a passkey stays rejected before auth_callback_url is asked again.",
    "seconds",
  ),
} as const satisfies Record<string, SettingDefinition>;

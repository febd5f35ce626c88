import { choice, integer, type SettingDefinition, text } from "./setting-definition.ts";

/** Who may ask, and under which names. */
export const ACCESS_SETTINGS = {
  trusted_proxies: {
    ...text(
      "127.0.0.0/8, ::1",
      4096,
      "Addresses or networks, separated by commas, whose X-Real-IP and X-Forwarded-For are believed.",
    ),
    // Nobody's word.
    safest: "",
  },
  allowed_origins: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4096,
    doc: "Origins of other sites, separated by commas, whose pages may send requests from their users' browsers. Empty: none.",
  },
  allowed_hosts: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 4096,
    // Addresses and this machine's own names, rather than any.
    safest: "localhost",
    doc: "Names under which the server may be asked, separated by commas, beside addresses and localhost. Empty: any.",
  },
  auth: choice(
    "none",
    ["none", "token", "header", "callback", "tracker"],
    "token",
    "Who may use /match: none asks nobody, token wants a token of `reseeder token`, header believes X-Reseeder-User of a trusted proxy, callback asks auth_callback_url, tracker looks the passkey up in the tracker's database.",
  ),
  auth_callback_url: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2048,
    doc: "Address with {passkey} that answers 2xx to the passkey of a user who may, and a status of auth_callback_no to any other.",
  },
  auth_callback_no: {
    type: "text",
    default: "401,403,404",
    minLength: 1,
    maxLength: 100,
    doc: "HTTP statuses, separated by commas, with which auth_callback_url says that a passkey is nobody's; any other but 2xx is trouble.",
  },
  auth_callback_per_second: integer(
    5,
    1,
    1_000,
    "Passkeys a second that auth_callback_url is asked about, a fifth of them, but one at least, for one address.",
  ),
  auth_cache_seconds: integer(
    60,
    0,
    86_400,
    "How long a passkey that auth_callback_url let in is let in without asking again; ten times as long while it cannot be asked.",
    "seconds",
  ),
  auth_refusal_seconds: integer(
    60,
    0,
    86_400,
    "How long a passkey that auth_callback_url rejected is rejected without asking again.",
    "seconds",
  ),
} as const satisfies Record<string, SettingDefinition>;

import { onOff, type SettingDefinition, text } from "./setting-definition.ts";

/** The page for users, and the dashboard. */
export const PAGE_SETTINGS = {
  web_page: onOff(1, "Serve the page for users at /. If off, browsers get JSON."),
  page_title: text("ReSeeder", 200, "Title of the page for users."),
  page_text: {
    type: "text",
    default: "",
    minLength: 0,
    maxLength: 2_000,
    doc: "Greeting on the page for users, as plain text.",
  },
  api_test_address: text(
    "auto",
    2048,
    "Address that the dashboard's API test uses. auto: the serve that runs on this database.",
  ),
} as const satisfies Record<string, SettingDefinition>;

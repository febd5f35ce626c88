import { VERSION } from "../../core/version.ts";
import { type Detail, json, object, SERVER } from "./parts.ts";

/** `GET /` */
export const rootDetail = {
  tags: ["Server"],
  summary: "What this is",
  description:
    "`docs` and `health` are relative to the address that was asked. Browsers, which accept `text/html`, get the page for users in its place, unless the setting `web_page` is 0.",
  responses: {
    200: {
      description: "The program and its version.",
      ...json(
        object({
          name: { type: "string", enum: ["ReSeeder"] },
          version: { type: "string" },
          docs: { type: "string" },
          health: { type: "string" },
        }),
        { name: "ReSeeder", version: VERSION, docs: "docs", health: "health" },
      ),
    },
    500: SERVER,
  },
} as unknown as Detail;

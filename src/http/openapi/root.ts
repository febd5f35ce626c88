import { VERSION } from "../../core/version.ts";
import { type Detail, json, object, SERVER } from "./parts.ts";

/** `GET /` */
export const rootDetail = {
  tags: ["Server"],
  summary: "What this is",
  description: "`docs` and `health` are relative to the address that was asked.",
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

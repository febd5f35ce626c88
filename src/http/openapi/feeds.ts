import { MAX_FEED } from "./limits.ts";
import { HEX40, managementErrors, parameter, TOKEN } from "./management.ts";
import type { Detail } from "./parts.ts";

const AFTER = parameter(
  "after",
  { type: "integer", minimum: 0, default: 0 },
  "The `id` of the last line that was read.",
);
const FIELDS =
  "Lines of JSON with ascending ids, `id`, `time`, `user`, `info_hash`, `torrent_id`, `external_id` and `way`, " +
  `at most ${MAX_FEED} of them: ask again behind the last one until nothing comes. Ids are never given twice; rows that were trimmed or wiped are left out.`;

const feed = (summary: string, description: string, example: object) =>
  ({
    tags: ["Management"],
    summary,
    description: `${FIELDS} ${description}`,
    security: TOKEN,
    parameters: [AFTER],
    responses: {
      200: {
        description: "The lines behind `after`; an empty answer where there are none.",
        content: { "application/x-ndjson": { schema: { type: "string" }, example: `${JSON.stringify(example)}\n` } },
      },
      ...managementErrors('after: expected the id of a line, got "x"'),
    },
  }) as unknown as Detail;

const ROW = {
  id: 7,
  time: "2026-11-27T12:00:00.000Z",
  user: "42",
  info_hash: HEX40,
  torrent_id: 1,
  external_id: "4711",
};

/** `GET /api/v1/hand-outs` */
export const handOutsFeedDetail = feed(
  "What went to whom, for a site that counts downloads",
  "`way` is `name` or `size` for a match, `archive`, `download`, or null for what was handed out before it was noted.",
  { ...ROW, way: "name" },
);

/** `GET /api/v1/revivals` */
export const revivalsFeedDetail = feed(
  "Torrents that got their first seeder, for a site that rewards it",
  "`time` is when the seeder was counted, `user` who had confirmed the torrent before, null where he did not say who he is; `way` is `report`.",
  { ...ROW, way: "report" },
);

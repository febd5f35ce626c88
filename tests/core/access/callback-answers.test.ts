import { expect, test } from "bun:test";
import { parseNoStatuses } from "../../../src/core/access/callback-answers.ts";

test("the statuses that mean no are some of 400 to 499, and nothing else", () => {
  expect(parseNoStatuses("401, 403,499")).toEqual(new Set([401, 403, 499]));
  for (const text of ["", "401,", "200", "500", "399", "4031", "40", "401 403", "4xx"]) {
    expect([text, parseNoStatuses(text)]).toEqual([text, null]);
  }
});

import { expect, test } from "bun:test";
import { errorMessage } from "../../src/core/error-message.ts";

test("whatever was thrown says something", () => {
  expect([new TypeError("no"), "text", undefined, { a: 1 }].map(errorMessage)).toEqual([
    "no",
    "text",
    "undefined",
    "[object Object]",
  ]);
});

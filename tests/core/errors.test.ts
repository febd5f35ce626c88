import { expect, test } from "bun:test";
import { ERRORS, ReseederError } from "../../src/core/errors.ts";

test("carries the status and the exit code of its row", () => {
  const status = Object.fromEntries(Object.entries(ERRORS).map(([code, row]) => [code, row.http]));
  // The match protocol fixes these.
  expect(status).toMatchObject({
    TOO_MANY_FILES: 400,
    INVALID_REQUEST: 400,
    BODY_TOO_LARGE: 413,
    UNAUTHORIZED: 401,
    FORBIDDEN: 403,
    RATE_LIMITED: 429,
    NOT_FOUND: 404,
    METHOD_NOT_ALLOWED: 405,
    SERVER_ERROR: 500,
  });
  expect(new ReseederError("BODY_TOO_LARGE", "too large").status).toBe(413);
  const exits = (["USAGE", "FAILED", "DATABASE_MISSING", "DATABASE_LOCKED"] as const).map(
    (code) => new ReseederError(code, "x").exitCode,
  );
  expect(exits).toEqual([2, 1, 10, 11]);
});

test("says what to try unless it is told better", () => {
  expect(new ReseederError("DATABASE_MISSING", "There is no database at x").hint).toContain("reseeder scan PATH");
  expect(new ReseederError("USAGE", "No", { hint: "Name a folder." }).hint).toBe("Name a folder.");
  const cause = new Error("disk I/O error");
  const error = new ReseederError("DATABASE_CORRUPT", "damaged", { cause });
  expect([error.cause, error.message, error.name]).toEqual([cause, "damaged", "ReseederError"]);
});

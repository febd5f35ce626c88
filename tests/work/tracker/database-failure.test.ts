import { describe, expect, test } from "bun:test";
import { ERRORS } from "../../../src/core/errors.ts";
import { parseDsn } from "../../../src/core/tracker/dsn.ts";
import { explainFailure, isUnknownColumn } from "../../../src/work/tracker/database-failure.ts";

const PASSWORD = "hunter22";
const DSN = parseDsn(`mysql://reader:${PASSWORD}@127.0.0.1:3306/site`, "DSN");
const explained = (error: unknown, dsn = DSN) => explainFailure(error, dsn, "offered");

describe("what the driver says", () => {
  test.each([
    [{ code: "ERR_MYSQL_CONNECTION_REFUSED" }, "TRACKER_UNREACHABLE", "nothing answers there", "closed"],
    [
      { code: "ERR_POSTGRES_CONNECTION_TIMEOUT" },
      "TRACKER_UNREACHABLE",
      "it accepts connections but does not respond",
      "silent",
    ],
    [{ code: "ERR_MYSQL_CONNECTION_CLOSED" }, "TRACKER_UNREACHABLE", "the connection was lost", "closed"],
    [{ errno: "57P01", message: "terminating" }, "TRACKER_UNREACHABLE", "the connection was lost", "closed"],
    [
      { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
      "TRACKER_REFUSED",
      "its certificate is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT",
      "whole",
    ],
    [
      { errno: 1969, message: "Query was interrupted" },
      "TRACKER_FAILED",
      "the server cancelled it because it took too long",
      "whole",
    ],
    [
      { errno: "57014", message: "canceling statement" },
      "TRACKER_FAILED",
      "the server cancelled it because it took too long",
      "whole",
    ],
    [{ errno: 1045, message: "Access denied" }, "TRACKER_REFUSED", "Access denied", "whole"],
    [{ errno: "42703", message: "no column" }, "TRACKER_SCHEMA", "no column", "whole"],
    [{ errno: "53300", message: "too many clients" }, "TRACKER_UNREACHABLE", "too many clients", "whole"],
    [{ errno: 1064, message: "syntax" }, "TRACKER_FAILED", "syntax", "whole"],
    ["text", "TRACKER_FAILED", "text", "whole"],
  ] as const)("%j is %s: %s", (error, code, reason, connection) => {
    const failure = explained(error);
    expect(failure).toMatchObject({ code, connection });
    expect(failure.message).toEndWith(`: offered: ${reason}`);
    // One that is busy or away may be asked again soon.
    expect(failure.retryAfter).toBe(code === "TRACKER_UNREACHABLE" ? 5 : null);
    expect(explained(failure)).toBe(failure);
  });

  test("a rejected password is told from a server without TLS", () => {
    const error = { code: "ERR_MYSQL_AUTHENTICATION_FAILED", message: "no" };
    expect(explained(error).message).toEndWith("offered: no");
    expect(explained(error, { ...DSN, sslMode: "require" }).message).toEndWith("the server does not support TLS");
  });
});

test("nothing of an error holds the password, or a passkey of a user's", () => {
  const passkey = "0123456789abcdef0123456789abcdef";
  const { message } = explained({ errno: 1064, message: `near '${passkey}' for '${PASSWORD}'@'h'` });
  expect(message).toEndWith("near '[masked]' for '[masked]'@'h'");
  // One of a few letters would mask the words of every error.
  expect(explained({ message: "no row" }, { ...DSN, password: "no" }).message).toEndWith("no row");
});

test("only what the server says of a column is an unknown one", () => {
  for (const [errno, is] of [
    [1054, true],
    ["42703", true],
    [1146, false],
    [1143, false],
  ] as const) {
    expect([errno, isUnknownColumn(explained({ errno }))]).toEqual([errno, is]);
  }
});

test("an account that has no password and is denied a socket is told which user to run as", () => {
  const denied = { errno: 1698, message: "Access denied for user 'reseeder'@'localhost'" };
  const hint = (dsn: string, what: string, error: object = denied) =>
    explainFailure(error, parseDsn(dsn, "DSN"), what).hint;
  const socket = "mysql://reseeder@localhost/unit3d?socket=/run/s.sock";
  expect(hint(socket, "connecting")).toContain("runuser -u USER");
  const peer = { errno: "28000", message: "Peer authentication failed" };
  expect(hint("postgres://reseeder@localhost/trackarr?socket=/run/postgresql", "connecting", peer)).toContain(
    "runuser",
  );
  // A password, a table, a port: something else is missing.
  const usual = ERRORS.TRACKER_REFUSED.hint;
  expect(hint(socket.replace("reseeder@", "reseeder:secret@"), "connecting")).toBe(usual);
  expect(hint(socket, "offered")).toBe(usual);
  expect(hint("mysql://reseeder@localhost/unit3d", "connecting")).toBe(usual);
});

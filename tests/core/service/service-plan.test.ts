import { expect, test } from "bun:test";
import { checkPlan, type ServicePlan } from "../../../src/core/service/service-plan.ts";
import { PLAN } from "../../support/service-plan.ts";

test.each<Partial<ServicePlan>>([
  {},
  { host: "::1" },
  { host: "localhost", port: 80 },
  { prefix: "/" },
  { prefix: "/a/b-c/" },
  { user: "www-data" },
  { db: "/srv/my tracker/100%.db" },
])("%p is taken", (part) => expect(checkPlan({ ...PLAN, ...part })).toEqual({ ...PLAN, ...part }));

test.each<[Partial<ServicePlan>, string]>([
  [{ bin: "reseeder" }, '--bin: expected an absolute path without control characters, got "reseeder"'],
  [{ db: "/srv/a\nExecStart=/bin/sh" }, "--db: expected an absolute path"],
  [{ db: "/tmp/x/reseeder.db" }, "--db: expected a path outside /tmp"],
  [{ bin: "/var/tmp/reseeder" }, "--bin: expected a path outside /tmp"],
  [{ user: "x\nroot" }, "--user: expected a user's name"],
  [{ user: "-x" }, "--user: expected a user's name"],
  [{ host: "tracker.example" }, "--host: expected an address or localhost"],
  [{ host: "127.0.0.1; evil" }, "--host: expected an address or localhost"],
  [{ port: 0 }, "--port: expected a number from 1 to 65535, got 0"],
  [{ prefix: "/a b/" }, "--prefix: expected a path such as /reseeder_api/"],
  [{ prefix: "/a/ { }" }, "--prefix: expected a path such as /reseeder_api/"],
  [{ prefix: "a/" }, "--prefix: expected a path such as /reseeder_api/"],
  [{ writable: ["/srv/b\nUser=root"] }, '"/srv/b\\nUser=root": such a path cannot stand in a unit'],
])("%p is rejected", (part, message) => {
  expect(() => checkPlan({ ...PLAN, ...part })).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.stringContaining(message) }),
  );
});

import { expect, test } from "bun:test";
import { checkProxy, checkUnits, filesOf, type ServicePlan } from "../../../src/core/service/service-plan.ts";
import { PLAN } from "../../support/service-plan.ts";

test.each<Partial<ServicePlan>>([
  {},
  { host: "::1" },
  { host: "localhost", port: 80 },
  { host: "unix:/run/reseeder/api.sock" },
  { prefix: "/" },
  { prefix: "/a/b-c/" },
  { user: "www-data" },
  { db: "/srv/my tracker/100%.db" },
])("%p is taken", (part) => {
  const plan = { ...PLAN, ...part };
  expect(checkUnits(plan)).toEqual({ ...plan, bin: PLAN.bin as string });
  expect(checkProxy(plan)).toEqual(plan);
});

test.each<[Partial<ServicePlan>, string]>([
  [{ bin: "reseeder" }, '--bin: expected an absolute path without control characters, got "reseeder"'],
  [{ db: "/srv/a\nExecStart=/bin/sh" }, "--db: expected an absolute path"],
  [{ db: "/tmp/x/reseeder.db" }, "--db: expected a path outside /tmp"],
  [{ bin: "/var/tmp/reseeder" }, "--bin: expected a path outside /tmp"],
  [{ user: "x\nroot" }, "--user: expected a user's name"],
  [{ user: "-x" }, "--user: expected a user's name"],
  [{ host: "tracker.example" }, "--host: expected an address, localhost or unix:PATH"],
  [{ host: "127.0.0.1; evil" }, "--host: expected an address, localhost or unix:PATH"],
  [{ host: "unix:/run/x y.sock" }, "--host: expected unix: and a path of letters"],
  [{ host: "unix:/run/$x.sock" }, "--host: expected unix: and a path of letters"],
  [{ host: "unix:/tmp/x.sock" }, "--host: expected a path outside /tmp"],
  [{ bin: null }, "there is no binary"],
  [{ port: 0 }, "--port: expected a number from 1 to 65535, got 0"],
  [{ prefix: "/a b/" }, "--prefix: expected a path such as /reseeder_api/"],
  [{ prefix: "/a/ { }" }, "--prefix: expected a path such as /reseeder_api/"],
  [{ prefix: "a/" }, "--prefix: expected a path such as /reseeder_api/"],
  [{ writable: ["/srv/b\nUser=root"] }, '"/srv/b\\nUser=root": not possible in a systemd unit'],
])("%p is rejected", (part, message) => {
  expect(() => checkProxy(checkUnits({ ...PLAN, ...part }))).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.stringContaining(message) }),
  );
});

test("a file that does not depend on the plan does not ask for it", () => {
  const files = filesOf([{ name: "x", text: "fixed" }], () => {
    throw new Error("asked");
  });
  expect(files).toEqual([{ name: "x", text: "fixed" }]);
});

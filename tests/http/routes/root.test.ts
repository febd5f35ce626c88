import { expect, test } from "bun:test";
import { VERSION } from "../../../src/core/version.ts";
import { Served } from "../../support/served.ts";

test("says what it is, and where to go from here, relative to any prefix", async () => {
  using served = new Served();
  const { status, said, headers } = await served.ask("GET", "/");
  expect([status, said]).toEqual([200, { name: "ReSeeder", version: VERSION, docs: "docs", health: "health" }]);
  expect(headers.get("vary")).toBe("accept");
  for (const link of [said.docs, said.health]) {
    expect((await served.ask("GET", new URL(link, "http://tracker.example/").pathname)).status).toBe(200);
  }
});

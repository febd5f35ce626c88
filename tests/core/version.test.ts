import { expect, test } from "bun:test";
import { COMMIT, VERSION } from "../../src/core/version.ts";

// tests/binary/reseeder.test.ts checks the compiled program.
test("uncompiled sources say that they are", () => {
  expect([VERSION, COMMIT]).toEqual(["0.0.0-dev", "uncompiled"]);
});

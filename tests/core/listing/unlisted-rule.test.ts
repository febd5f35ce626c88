import { expect, test } from "bun:test";
import { unlistedRule } from "../../../src/core/listing/unlisted-rule.ts";

test("what UDPT does not list is offered, what others do not is withheld, unless the setting says so", () => {
  expect(unlistedRule({ unlisted: "auto", tracker: "udpt" })).toBe("offer");
  expect(unlistedRule({ unlisted: "auto", tracker: "unit3d" })).toBe("withhold");
  expect(unlistedRule({ unlisted: "auto", tracker: "none" })).toBe("withhold");
  expect(unlistedRule({ unlisted: "withhold", tracker: "udpt" })).toBe("withhold");
  expect(unlistedRule({ unlisted: "offer", tracker: "unit3d" })).toBe("offer");
});

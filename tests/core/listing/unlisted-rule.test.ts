import { expect, test } from "bun:test";
import { type UnlistedSettings, unlistedRule } from "../../../src/core/listing/unlisted-rule.ts";

const rule = (settings: Omit<UnlistedSettings, "tracker_push">, push = 0) =>
  unlistedRule({ ...settings, tracker_push: push });

test("what UDPT does not list is offered, what others do not is withheld, unless the setting says so", () => {
  expect(rule({ unlisted: "auto", tracker: "udpt" })).toBe("offer");
  expect(rule({ unlisted: "auto", tracker: "unit3d" })).toBe("withhold");
  expect(rule({ unlisted: "auto", tracker: "none" })).toBe("withhold");
  expect(rule({ unlisted: "withhold", tracker: "udpt" })).toBe("withhold");
  expect(rule({ unlisted: "offer", tracker: "unit3d" })).toBe("offer");
});

test("where the tracker learns of torrents from here, none is withheld for not being listed", () => {
  expect(rule({ unlisted: "withhold", tracker: "udpt" }, 1)).toBe("offer");
  expect(rule({ unlisted: "auto", tracker: "torrust-actix" }, 1)).toBe("offer");
  expect(rule({ unlisted: "auto", tracker: "unit3d" }, 1)).toBe("withhold");
  expect(rule({ unlisted: "auto", tracker: "none" }, 1)).toBe("withhold");
});

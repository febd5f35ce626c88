import { expect, test } from "bun:test";
import { safeText } from "../../../src/web/views/safe-text.ts";

test("what turns the direction, hides or breaks is a visible sign; scripts and joiners stay", () => {
  expect(safeText("gpj.\u202eexe\u200b\u0007\u2066")).toBe("gpj.□exe□□□");
  expect(safeText("日本 \u200cक्ष ß 👩\u200d🚀")).toBe("日本 \u200cक्ष ß 👩\u200d🚀");
});

import { expect, test } from "bun:test";
import { isUnchanged, seal } from "../../../src/core/service/seal.ts";

test("a sealed file is recognised until somebody changes it, whatever version made it", () => {
  const text = "[Unit]\nDescription=x\n";
  const sealed = seal(text, "1.2.3");
  expect(sealed.endsWith(`\n${text}`)).toBe(true);
  expect([sealed, seal(text, "0.0.0-dev"), seal("", "1")].map(isUnchanged)).toEqual([true, true, true]);
  const changed = [sealed.replace("x", "y"), `${sealed}\n`, text, "", sealed.replace(/checksum ./, "checksum 0")];
  expect(changed.filter((each) => each !== sealed && isUnchanged(each))).toEqual([]);
});

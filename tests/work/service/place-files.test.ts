import { describe, expect, test } from "bun:test";
import { chmodSync, readdirSync, statSync } from "node:fs";
import { seal } from "../../../src/core/service/seal.ts";
import { placeFiles } from "../../../src/work/service/place-files.ts";
import { testWith } from "../../support/needs.ts";
import { tree } from "../../support/tree.ts";
import { runUnprivileged, sourcePath, UNPRIVILEGED } from "../../support/unprivileged.ts";

const file = (name: string, text: string) => ({ name, text: seal(text, "1") });
const outcomes = (placed: { outcome: string }[]) => placed.map(({ outcome }) => outcome);

describe("files are placed", () => {
  test("anew, again, and over what an earlier version made", async () => {
    using dir = tree();
    const folder = dir.path("deep/folder");
    const place = (...texts: string[]) => {
      return outcomes(
        placeFiles(
          folder,
          texts.map((text, i) => file(`${i}`, text)),
          { force: false },
        ),
      );
    };
    expect(place("a", "b")).toEqual(["written", "written"]);
    expect(place("a", "b")).toEqual(["kept", "kept"]);
    expect(place("a", "c")).toEqual(["kept", "replaced"]);
    expect(await Bun.file(`${folder}/1`).text()).toBe(seal("c", "1"));
    expect(readdirSync(folder)).toEqual(["0", "1"]);
    expect(statSync(`${folder}/0`).mode & 0o777).toBe(0o644);
  });

  test("not one of them where one was changed by hand, unless that is meant", async () => {
    using dir = tree({ "1": "somebody's own" });
    const files = [file("0", "a"), file("1", "b")];
    expect(() => placeFiles(dir.root, files, { force: false })).toThrow(
      expect.objectContaining({ code: "FILE_CHANGED", message: expect.stringContaining(dir.path("1")) }),
    );
    expect(readdirSync(dir.root)).toEqual(["1"]);
    expect(await Bun.file(dir.path("1")).text()).toBe("somebody's own");
    expect(outcomes(placeFiles(dir.root, files, { force: true }))).toEqual(["written", "replaced"]);
  });
});

testWith(UNPRIVILEGED !== null, "user but root that may read the checkout")(
  "a folder that may not be written is an error that says what to do",
  () => {
    using dir = tree();
    chmodSync(dir.root, 0o555);
    const script = `
    const { placeFiles } = await import(${JSON.stringify(sourcePath("work/service/place-files.ts"))});
    try { placeFiles(${JSON.stringify(dir.path("units"))}, [{ name: "a", text: "b" }], { force: false }); }
    catch ({ code, message, hint }) { console.log(JSON.stringify({ code, message, hint })); }`;
    expect(runUnprivileged(script)).toEqual({
      code: "FAILED",
      message: expect.stringContaining(`Cannot write ${dir.path("units/a")}: permission denied`),
      hint: "Run it as root, or choose another folder with --out DIR.",
    });
  },
);

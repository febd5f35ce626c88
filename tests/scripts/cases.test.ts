import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/build.ts";
import { casesIn, tryCase } from "../../scripts/cases/all-cases.ts";
import { describeWith, testWith } from "../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";
import { tree } from "../support/tree.ts";

/** Beside the checkout, where there are any. */
const FOLDER = join(ROOT, "../shared/cases");
const SOURCES = [process.execPath, join(ROOT, "src/main.ts")];
/** What does not hold yet. */
const OPEN = new Set(["05", "06"]);

const present = casesIn(FOLDER).filter(({ case: { number, long } }) => !long && !OPEN.has(number));

describeWith(existsSync(FOLDER), "cases beside the checkout")("what once went wrong", () => {
  for (const each of present) {
    const lacks = each.case.missing?.() ?? null;
    testWith(lacks === null, lacks ?? "")(
      `${each.name} holds`,
      async () => expect(await tryCase(each, SOURCES)).toEqual({ verdict: "holds", why: null }),
      TEST_TIMEOUT_MS,
    );
  }
});

describe("a case", () => {
  const named = (run: () => Promise<string | null>, missing?: () => string | null) => ({
    name: "99-x",
    input: "/nonexistent",
    case: { number: "99", run, ...(missing ? { missing } : {}) },
  });

  test("holds, fails with what was seen, or is skipped with what is missing", async () => {
    expect(
      await tryCase(
        named(async () => null),
        SOURCES,
      ),
    ).toEqual({ verdict: "holds", why: null });
    expect(
      await tryCase(
        named(async () => "seen"),
        SOURCES,
      ),
    ).toEqual({ verdict: "fails", why: "seen" });
    const broken = named(() => Promise.reject(new Error("no")));
    expect(await tryCase(broken, SOURCES)).toEqual({ verdict: "fails", why: "Error: no" });
    const skipped = named(
      async () => null,
      () => "tool",
    );
    expect(await tryCase(skipped, SOURCES)).toEqual({ verdict: "skipped", why: "there is no tool" });
  });

  test("is found by the name of its folder, and only where that is", () => {
    using dir = tree();
    dir.folder("02-x");
    dir.folder("01-y");
    dir.folder("98-nothing");
    expect(casesIn(dir.root).map(({ name }) => name)).toEqual(["01-y", "02-x"]);
    expect(casesIn(dir.path("none"))).toEqual([]);
  });
});

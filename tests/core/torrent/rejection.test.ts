import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { REJECTIONS } from "../../../src/core/torrent/rejection.ts";

test("docs/compatibility.md lists the codes and what they mean", () => {
  const text = readFileSync(resolve(import.meta.dir, "../../../docs/compatibility.md"), "utf8");
  const table = text.slice(text.lastIndexOf("| Code | Meaning |"));
  const rows = [...table.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(rows)).toEqual(REJECTIONS);
});

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { terminalSvg } from "../../scripts/terminal-svg.ts";

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([whole, text]) => ({ whole, text }));

test("each run of text keeps its cell, its width and its colour", () => {
  const svg = terminalSvg("ab \x1b[1;32m●\x1b[0m<x>\n\x1b[7mz\x1b[0m", 10, "A & B");
  expect(texts(svg).map(({ text }) => text)).toEqual(["ab ", "●", "&lt;x&gt;", "z"]);
  const [plain, dot, after, inverse] = texts(svg).map(({ whole }) => whole);
  expect(plain).toContain('x="12" y="25" textLength="25.2"');
  expect(dot).toContain('x="37.2" y="25" textLength="8.4"');
  expect(dot).toContain('fill="#98c379" font-weight="bold"');
  expect(after).toContain('fill="#d7dae0"');
  expect(inverse).toContain('y="43"');
  expect(inverse).toContain('fill="#16181d"');
  expect(svg).toContain('<rect x="12" y="30" width="8.4" height="18" fill="#d7dae0"/>');
  expect(svg).toContain("<title>A &amp; B</title>");
});

test("docs/dashboard.svg is a picture of the dashboard", () => {
  const svg = readFileSync(join(import.meta.dir, "../../docs/dashboard.svg"), "utf8");
  const text = texts(svg)
    .map(({ text }) => text)
    .join("");
  for (const seen of ["ReSeeder", "Torrents", "Processes", "running for", "/match/phase1"])
    expect(text).toContain(seen);
});

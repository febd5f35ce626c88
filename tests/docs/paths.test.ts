import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Glob } from "bun";

const ROOT = join(import.meta.dir, "../..");
const FLOORS = ["core", "store", "work", "http", "tui", "client", "web", "cli"];
/** Paths of our files in prose or a comment: from the root, or from `src`. */
const PATH = new RegExp(`(?<![\\w./-])(?:src|tests|scripts|${FLOORS.join("|")})/[\\w./-]+\\.(?:tsx?|sql)\\b`, "g");

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const filesOf = (pattern: string) => [...new Glob(pattern).scanSync(ROOT)];

function gone(path: string, text: string): string[] {
  const paths = [...text.matchAll(PATH)].map(([named]) => named);
  return paths
    .filter((named) => ![named, `src/${named}`].some((file) => existsSync(join(ROOT, file))))
    .map((named) => `${path}: ${named}`);
}

test("files that documents and comments of src name exist", () => {
  const documents = [...filesOf("*.md"), ...filesOf("docs/*.md")].filter((path) => path !== "CHANGELOG.md");
  const sources = filesOf("src/**/*.{ts,tsx}");
  expect(documents.length).toBeGreaterThan(10);
  const inDocuments = documents.flatMap((path) => gone(path, read(path)));
  const inComments = sources.flatMap((path) => gone(path, comments(read(path))));
  expect([...inDocuments, ...inComments]).toEqual([]);
});

test("ARCHITECTURE.md names every room, and no other", () => {
  const rows = read("ARCHITECTURE.md").matchAll(/^\| `(\w+)\/` \| (.*) \|$/gm);
  const named = [...rows].map(([, floor, rooms]) => [floor, words(rooms ?? "")] as const);
  expect(named.map(([floor]) => floor).toSorted()).toEqual(FLOORS.toSorted());
  for (const [floor, rooms] of named) {
    const folders = readdirSync(join(ROOT, "src", floor as string), { withFileTypes: true });
    expect(rooms).toEqual(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted(),
    );
  }
});

const comments = (source: string) => (source.match(/\/\*\*[\s\S]*?\*\/|\/\/ .*/g) ?? []).join("\n");
const words = (text: string) => [...text.matchAll(/`([\w-]+)(?:\/…)?`/g)].map(([, name]) => name).toSorted();

import { join, posix } from "node:path";
import { importsOf } from "../../tests/support/floors.ts";

/**
 * For each file of src the test files that import it, directly or by way of others: the one that mirrors it first, then
 * by the number of steps. Tests of the compiled program import nothing and are not among them.
 */
export async function nearestTests(root: string): Promise<(file: string) => string[]> {
  const importers = new Map<string, string[]>();
  const paths = ["src/**/*.{ts,tsx}", "tests/**/*.{ts,tsx}", "scripts/**/*.ts"].flatMap((glob) => [
    ...new Bun.Glob(glob).scanSync({ cwd: root }),
  ]);
  for (const path of paths.sort()) {
    for (const imported of importsOf(path, await Bun.file(join(root, path)).text())) {
      if (!imported.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), imported);
      importers.set(target, [...(importers.get(target) ?? []), path]);
    }
  }
  return (file) => {
    const mirror = file.replace(/^src\//, "tests/").replace(/\.(tsx?)$/, ".test.$1");
    const seen = new Set([file]);
    for (const path of seen) for (const importer of importers.get(path) ?? []) seen.add(importer);
    const tests = [...seen].filter((path) => /\.test\.tsx?$/.test(path));
    return tests.includes(mirror) ? [mirror, ...tests.filter((path) => path !== mirror)] : tests;
  };
}

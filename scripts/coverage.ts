/** Lines of one file: how many can run and how many of them the tests ran. */
export interface LineCount {
  path: string;
  lines: number;
  hit: number;
}

/** Coverage of one folder, files the tests never loaded included. */
export interface FloorCoverage {
  folder: string;
  lines: number;
  hit: number;
  /** Share of lines run, 0 to 100; 100 for a folder without a line of code. */
  percent: number;
  /** Its files, the one with most missing lines first. */
  files: LineCount[];
}

/** Line counts of an lcov report (`SF`, `LF` and `LH` records). */
export function parseLcov(report: string): LineCount[] {
  return report.split("end_of_record").flatMap((record) => {
    const field = (name: string) => record.match(new RegExp(`^${name}:(.*)$`, "m"))?.[1]?.trim();
    const path = field("SF");
    return path === undefined
      ? []
      : [{ path: path.replaceAll("\\", "/"), lines: Number(field("LF")), hit: Number(field("LH")) }];
  });
}

/** Lines of code in a TypeScript source once its types and comments are gone: what a file never loaded counts as missed. */
export function countLines(source: string, loader: "ts" | "tsx" = "ts"): number {
  const code = new Bun.Transpiler({ loader, target: "bun" }).transformSync(source);
  return code.split("\n").filter((line) => /\w/.test(line)).length;
}

/** Coverage of `folder` (such as `src/core`), from the report's counts and from the sources of all its files. */
export function coverageOf(folder: string, counts: LineCount[], sources: Map<string, string>): FloorCoverage {
  const loaded = new Map(counts.map((count) => [count.path, count]));
  const files = [...sources]
    .filter(([path]) => path.startsWith(`${folder}/`))
    .map(([path, source]) => loaded.get(path) ?? { path, lines: countLines(source, loaderOf(path)), hit: 0 })
    .sort((a, b) => b.lines - b.hit - (a.lines - a.hit) || a.path.localeCompare(b.path));
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const hit = files.reduce((sum, file) => sum + file.hit, 0);
  return { folder, lines, hit, percent: lines === 0 ? 100 : (100 * hit) / lines, files };
}

function loaderOf(path: string): "ts" | "tsx" {
  return path.endsWith(".tsx") ? "tsx" : "ts";
}

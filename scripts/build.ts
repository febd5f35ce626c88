import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { BunPlugin } from "bun";
import { bundlePage, type PageSources } from "../src/http/page/page-sources.ts";

/** The repository's folder. */
export const ROOT = resolve(import.meta.dir, "..");

/** What goes into a binary besides the sources; a build with equal inputs gives equal bytes. */
export interface BuildOptions {
  /** Folder that holds `src/`; this repository unless told. */
  root?: string;
  /** The program to write, with its last name: the bytes depend on that name, not on the folder. */
  outfile: string;
  /** A Bun compile target such as `bun-linux-arm64`; this machine's own unless told. */
  target?: Bun.Build.CompileTarget;
  version: string;
  commit: string;
}

/** The scripts of the page, and of its worker. */
const PAGE = ["src/web/app/page.tsx", "src/web/engine/worker.ts"];

// Ink imports it behind a switch that is never on here; left external, the binary would die on start.
const withoutDevtools: BunPlugin = {
  name: "without-react-devtools",
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "absent" }));
    build.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "export default {};", loader: "js" }));
  },
};

/** Puts the bundled page into the program, which knows it as a module. */
function withPage(page: PageSources | null): BunPlugin {
  const exports = Object.entries(page ?? {}).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`);
  return {
    name: "with-page",
    setup(build) {
      build.onResolve({ filter: /^reseeder:page$/ }, ({ path }) => ({ path, namespace: "page" }));
      build.onLoad({ filter: /.*/, namespace: "page" }, () => ({ contents: exports.join("\n"), loader: "js" }));
    },
  };
}

/** Puts the documents into the program, which knows them as a module. */
function withDocs(root: string): BunPlugin {
  const files = [...new Bun.Glob("docs/*.md").scanSync({ cwd: root })].sort();
  return {
    name: "with-docs",
    setup(build) {
      build.onResolve({ filter: /^reseeder:docs$/ }, ({ path }) => ({ path, namespace: "docs" }));
      build.onLoad({ filter: /.*/, namespace: "docs" }, async () => {
        const texts = files.map(async (file) => [basename(file, ".md"), await Bun.file(join(root, file)).text()]);
        const docs = Object.fromEntries(await Promise.all(texts));
        return { contents: `export const docs = ${JSON.stringify(docs)};`, loader: "js" };
      });
    },
  };
}

/** The page of a source tree; null where it has none. */
async function pageOf(root: string): Promise<PageSources | null> {
  const [page, engine, css] = [...PAGE, "src/web/app/page.css"].map((path) => join(root, path));
  return page && engine && css && existsSync(page) ? bundlePage(page, engine, css) : null;
}

/**
 * Compiles `src/main.ts` and every worker (`*.worker.ts`) under `src/` into one executable and moves it to `outfile`.
 * Throws the bundler's own errors, and an Error where two workers share a name.
 */
export async function build({ root = ROOT, outfile, target, version, commit }: BuildOptions): Promise<void> {
  const workers = [...new Bun.Glob("src/**/*.worker.ts").scanSync({ cwd: root })].sort();
  if (new Set(workers.map((path) => basename(path))).size < workers.length) {
    throw new Error(`Two workers share a file name, and inside the binary they share a folder: ${workers.join(", ")}`);
  }
  const program = resolve(outfile);
  mkdirSync(dirname(program), { recursive: true });
  const folder = mkdtempSync(join(dirname(program), ".build-"));
  const cwd = process.cwd();
  try {
    // The names of chunks hash the paths of their sources relative to the current directory.
    process.chdir(root);
    const built = join(folder, basename(program));
    await Bun.build({
      entrypoints: ["src/main.ts", ...workers].map((path) => join(root, path)),
      // `new URL("./x.worker.ts", import.meta.url)` is resolved beside the chunk, and chunks lie at the top.
      naming: { entry: "[name].[ext]", chunk: "[name]-[hash].[ext]", asset: "[name]-[hash].[ext]" },
      format: "esm",
      splitting: true,
      minify: true,
      bytecode: true,
      sourcemap: "none",
      define: { BUILD: JSON.stringify({ version, commit }), "process.env.NODE_ENV": '"production"' },
      plugins: [withoutDevtools, withPage(await pageOf(root)), withDocs(root)],
      compile: {
        ...(target === undefined ? {} : { target }),
        outfile: built,
        // A bunfig.toml in the current directory could otherwise preload, that is run, code of a stranger.
        autoloadBunfig: false,
        autoloadDotenv: false,
        autoloadTsconfig: false,
        autoloadPackageJson: false,
      },
    });
    renameSync(built, program);
  } finally {
    process.chdir(cwd);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Paths below the repository's folder of every source that goes into the program, those of packages included. */
export async function bundled(): Promise<string[]> {
  const workers = [...new Bun.Glob("src/**/*.worker.ts").scanSync({ cwd: ROOT })];
  const { metafile } = await Bun.build({
    entrypoints: ["src/main.ts", ...workers, ...PAGE].map((path) => join(ROOT, path)),
    target: "bun",
    metafile: true,
    plugins: [withoutDevtools, withPage(null), withDocs(ROOT)],
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return Object.keys(metafile?.inputs ?? {}).map((path) => relative(ROOT, resolve(path)));
}

/** Version of package.json. */
export async function packageVersion(root = ROOT): Promise<string> {
  return (await Bun.file(join(root, "package.json")).json()).version;
}

/** The commit checked out in `root`, marked `-dirty` where what is compiled differs from it; `unknown` outside git. */
export function currentCommit(root = ROOT): string {
  const git = (...args: string[]): string | undefined => {
    try {
      const { success, stdout } = Bun.spawnSync(["git", "-C", root, ...args], { stderr: "ignore" });
      return success ? stdout.toString().trim() : undefined;
    } catch {
      return undefined;
    }
  };
  // An unpacked archive inside somebody else's repository must not take that one's commit.
  if (git("rev-parse", "--show-cdup") !== "") return "unknown";
  const commit = git("rev-parse", "--short=12", "HEAD");
  if (commit === undefined) return "unknown";
  const changed = git("status", "--porcelain", "--", "src", "docs", "scripts/build.ts", "package.json", "bun.lock");
  return changed === "" ? commit : `${commit}-dirty`;
}

// Arguments: `--identity` prints version and commit and builds nothing; a path is where the program goes, and a compile
// target after it makes it one for another system.
if (import.meta.main) {
  const [version, commit] = [await packageVersion(), currentCommit()];
  const [asked, target] = process.argv.slice(2);
  if (asked === "--identity") {
    console.log(`${version} ${commit}`);
    process.exit();
  }
  const outfile = resolve(asked ?? join(ROOT, "dist", process.platform === "win32" ? "reseeder.exe" : "reseeder"));
  await build({ outfile, version, commit, ...(target ? { target: target as Bun.Build.CompileTarget } : {}) });
  const size = Math.round(Bun.file(outfile).size / 1e6);
  console.log(`${relative(ROOT, outfile)}: reseeder ${version} (${commit}), ${size} MB`);
}

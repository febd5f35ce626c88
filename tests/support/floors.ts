import { posix } from "node:path";

/** Number of each folder's floor; a file imports from its own folder and from lower floors only. */
const FLOORS: Record<string, number> = {
  core: 0,
  store: 1,
  work: 2,
  http: 3,
  tui: 3,
  client: 3,
  web: 3,
  cli: 4,
  main: 5,
};

/** Packages with one owner: a folder, or one file. Any package that is not named here has no place in src. */
const OWNERS: [name: RegExp, ...owners: string[]][] = [
  [/^(bun|node):sqlite$/, "src/store/"],
  [/^(elysia|@elysiajs\/[^/]+|@scalar\/[^/]+)(\/|$)/, "src/http/"],
  [/^ink(\/|$)/, "src/tui/"],
  [/^react(\/|$)/, "src/tui/", "src/web/"],
  [/^react-dom(\/|$)/, "src/web/"],
  [/^reseeder:page$/, "src/http/"],
  [/^reseeder:docs$/, "src/cli/"],
  [/^citty$/, "src/cli/"],
  [/^bencode$/, "src/core/torrent/bencode.ts"],
  [/^re2js$/, "src/core/content/external-id.ts"],
  [/^(node:.+|bun|bun:.+)$/, "src/"],
];

/** What core may take from the runtime: pure functions over bytes and values. */
const PURE_MODULES = new Set(["node:buffer", "node:crypto", "node:path", "node:path/posix", "node:util", "node:zlib"]);
const PURE_BUN =
  /^(CryptoHasher|SHA1|SHA256|hash|deepEquals|indexOfLine|concatArrayBuffers|stringWidth|stripANSI|escapeHTML|(gzip|gunzip|deflate|inflate|zstdCompress|zstdDecompress)Sync)$/;
const WORLD = [
  ...["process", "console", "fetch", "Worker", "WebSocket", "EventSource", "localStorage", "globalThis", "self"],
  ...["setTimeout", "setInterval", "setImmediate", "performance", "Math.random", "Date.now"],
  ...["crypto.randomUUID", "crypto.getRandomValues", "require", "Bun"],
];

/** Every rule of the floors that `files` (path such as `src/core/x.ts` → source) breaks, a sentence each. */
export function floorViolations(files: Map<string, string>): string[] {
  const found: string[] = [];
  const edges = new Map<string, string[]>();
  for (const [path, source] of files) {
    const folder = folderOf(path);
    if (!(folder in FLOORS)) found.push(`${path} lies on no floor`);
    const inside: string[] = [];
    edges.set(path, inside);
    for (const imported of importsOf(path, source)) {
      if (!imported.startsWith(".")) {
        found.push(...packageViolations(path, imported));
        continue;
      }
      const target = posix.join(posix.dirname(path), imported);
      // An asset that its package does not export.
      if (target.startsWith("node_modules/")) {
        found.push(...packageViolations(path, target.slice("node_modules/".length)));
        continue;
      }
      if (!target.startsWith("src/")) {
        found.push(`${path} imports ${target}, which is outside src`);
        continue;
      }
      if (!mayImport(folder, folderOf(target))) found.push(`${path} imports ${target}, which is no lower floor`);
      if (files.has(target)) inside.push(target);
      else if (/\.tsx?$/.test(target)) found.push(`${path} imports ${target}, which is not there`);
    }
    if (folder === "core") found.push(...worldViolations(path, source));
  }
  return [...found, ...cycles(edges)];
}

function folderOf(path: string): string {
  return path === "src/main.ts" ? "main" : (path.split("/")[1] ?? "");
}

function mayImport(from: string, to: string): boolean {
  return from === to || (FLOORS[to] ?? Number.POSITIVE_INFINITY) < (FLOORS[from] ?? -1);
}

/** Everything `source` imports: values, types (which the transpiler drops) and worker files. */
export function importsOf(path: string, source: string): Set<string> {
  const values = new Bun.Transpiler({ loader: loaderOf(path) }).scanImports(source).map((found) => found.path);
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statements = code.matchAll(/^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm);
  const types = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  const workers = code.matchAll(/\bnew URL\(\s*["'](\.[^"']+)["']\s*,\s*import\.meta\.url/g);
  return new Set([...values, ...[...statements, ...types, ...workers].map((match) => match[1] as string)]);
}

function packageViolations(path: string, imported: string): string[] {
  const owners = OWNERS.find(([name]) => name.test(imported))?.slice(1) as string[] | undefined;
  if (owners === undefined) return [`${path} imports ${imported}, a package without an owner`];
  if (!owners.some((owner) => path.startsWith(owner))) {
    return [`${path} imports ${imported}, which belongs to ${owners.join(" and ")}`];
  }
  const impure = folderOf(path) === "core" && owners[0] === "src/" && !PURE_MODULES.has(imported);
  return impure ? [`${path} imports ${imported}, but core is pure`] : [];
}

/** Uses of the world (globals that read or change something outside the arguments) in a file of core. */
function worldViolations(path: string, source: string): string[] {
  // `define` replaces real references only: not a local of the same name, nor a word in a comment or string.
  const define = Object.fromEntries(WORLD.map((name) => [name, `WORLD_${name.replace(".", "_")}`]));
  const transpiler = new Bun.Transpiler({ loader: loaderOf(path), target: "bun", define, deadCodeElimination: false });
  const code = transpiler.transformSync(source);
  const uses = [...code.matchAll(/\bWORLD_(\w+)(?:\.(\w+))?/g)]
    .filter(([, name, member]) => !(name === "Bun" && member !== undefined && PURE_BUN.test(member)))
    .map(([, name, member]) => `${name?.replace("_", ".")}${member === undefined ? "" : `.${member}`}`);
  if (/\bnew Date\b(?!\s*\(\s*[^\s)])/.test(code)) uses.push("new Date()");
  return [...new Set(uses)].map((use) => `${path} uses ${use}, but core is pure`);
}

function cycles(edges: Map<string, string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push(`import cycle: ${[...trail.slice(at), path].join(" → ")}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}

function loaderOf(path: string): "ts" | "tsx" {
  return path.endsWith(".tsx") ? "tsx" : "ts";
}

import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Ended, runProgram } from "./binary.ts";
import { ROOT } from "./root.ts";
import type { Tree } from "./tree.ts";

const GENERATOR = join(ROOT, "node_modules/openapi-typescript/bin/cli.js");
const RULES = join(ROOT, "scripts/openapi/redocly.yaml");

/** The generator works with a compiler whose API is in JavaScript, which the one of this repository is no longer. */
const PRELOAD = `import { plugin } from "bun";
plugin({
  name: "typescript-5",
  setup: ({ module }) => module("typescript", async () => ({ exports: await import("typescript-5"), loader: "object" })),
});
`;

const TSCONFIG = {
  compilerOptions: {
    ...{ target: "ESNext", lib: ["ESNext", "DOM"], module: "Preserve", moduleResolution: "bundler", types: ["bun"] },
    ...{ allowImportingTsExtensions: true, noEmit: true, strict: true, skipLibCheck: true },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  },
  include: ["*.ts"],
};

/**
 * Checks an OpenAPI document by Redocly's recommended rules and makes types of it (openapi-typescript does both):
 * `api.d.ts` in `folder`, beside which a client is compiled and run.
 */
export async function generateTypes(document: string, folder: Tree): Promise<Ended> {
  if (!existsSync(GENERATOR)) throw new Error("openapi-typescript is not installed. Try: npm run setup");
  symlinkSync(join(ROOT, "node_modules"), folder.path("node_modules"));
  folder.write("tsconfig.json", JSON.stringify(TSCONFIG));
  const preload = folder.write("preload.js", PRELOAD);
  const input = folder.write("openapi.json", document);
  return run(folder, "--preload", preload, GENERATOR, input, "-o", folder.path("api.d.ts"), "-c", RULES);
}

/** Compiles what is in the folder, without writing anything. */
export function compile(folder: Tree): Promise<Ended> {
  return run(folder, join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder.root);
}

/** Runs a program of the folder. */
export function run(folder: Tree, ...words: string[]): Promise<Ended> {
  return runProgram(process.execPath, words, { cwd: folder.root });
}

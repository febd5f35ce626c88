/** Put in place by scripts/build.ts; absent when the sources run uncompiled. */
declare const BUILD: { readonly version: string; readonly commit: string };

/** False when the sources run uncompiled. */
export const COMPILED = typeof BUILD !== "undefined";

const build = typeof BUILD === "undefined" ? { version: "0.0.0-dev", commit: "uncompiled" } : BUILD;

/** Version of this program, as in package.json; `0.0.0-dev` when the sources run uncompiled. */
export const VERSION = build.version;

/** First 12 hex digits of the commit it was built from, `-dirty` added for changed sources; `unknown` outside git. */
export const COMMIT = build.commit;

import type { Mutation } from "../mutation.ts";

const ZIP = ["tests/core/archive/zip-reader.test.ts"];
const TAR = ["tests/core/archive/tar-reader.test.ts"];

/** What bounds archives from strangers. */
export const ARCHIVE: readonly Mutation[] = [
  {
    file: "src/core/archive/zip-reader.ts",
    from: "if (unpacked > most) throw",
    to: "if (unpacked < 0) throw",
    tests: ZIP,
    named: "a bomb > of honest entries is given up once it is too much",
  },
  {
    file: "src/core/archive/zip-reader.ts",
    from: "entry.size > limits.maxFileBytes",
    to: "entry.size < 0",
    tests: ZIP,
    named: "one bad entry does not stop the rest > larger than a torrent may be",
  },
  {
    file: "src/core/archive/zip-reader.ts",
    from: "if (start + entry.packed > end) return",
    to: "if (start > end) return",
    tests: ZIP,
    named:
      "one bad entry does not stop the rest > in the bytes of another one, or of the directory, or where nothing is",
  },
  {
    file: "src/core/archive/zip-reader.ts",
    from: "{ maxOutputLength: size + 1 }",
    to: "{}",
    tests: ZIP,
    named: "a bomb > that says it is small is not unpacked beyond that",
  },
  {
    file: "src/core/archive/zip-reader.ts",
    from: "Bun.hash.crc32(bytes) === entry.crc",
    to: "bytes.length >= 0",
    tests: ZIP,
    named: "one bad entry does not stop the rest > encrypted, of another method, damaged",
  },
  {
    file: "src/core/archive/zip-directory.ts",
    from: "if (entries > limits.maxEntries) throw",
    to: "if (entries < 0) throw",
    tests: ZIP,
    named: "no ZIP, or none that can be read > an end record that says what cannot be",
  },
  {
    file: "src/core/archive/tar-reader.ts",
    from: "if (header.size > MAX_RECORDS)",
    to: "if (header.size < 0)",
    tests: TAR,
  },
  {
    file: "src/core/archive/tar-reader.ts",
    from: "if (++this.entries > this.limits.maxEntries) throw",
    to: "if (++this.entries < 0) throw",
    tests: TAR,
  },
  {
    file: "src/core/archive/tar-reader.ts",
    from: `if (this.part.kind === "end") return;\n    const`,
    to: `if (this.part.kind !== "file") return;\n    const`,
    tests: TAR,
  },
  { file: "src/core/archive/tar-reader.ts", from: "size > this.limits.maxFileBytes", to: "size < 0", tests: TAR },
  { file: "src/core/archive/tar-reader.ts", from: " && !this.pax?.isSparse", to: "", tests: TAR },
];

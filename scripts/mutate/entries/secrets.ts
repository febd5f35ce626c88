import type { Mutation } from "../mutation.ts";

const PERSONAL = ["tests/core/personal/personalise.test.ts"];
const REDACT = ["tests/core/redact.test.ts"];

/** What keeps passkeys and names out of torrents and logs. */
export const SECRETS: readonly Mutation[] = [
  {
    file: "src/core/personal/personalise.ts",
    from: "if (kept.has(key)) {",
    to: `if (kept.has(key) && key === "") {`,
    tests: PERSONAL,
  },
  {
    file: "src/core/personal/personalise.ts",
    from: "(PLAIN.has(key) && isHarmless(reader, value, false))",
    to: "PLAIN.has(key)",
    tests: PERSONAL,
  },
  {
    file: "src/core/personal/personalise.ts",
    from: "(WEB_SEEDS.has(key) && keepWebSeeds && isHarmless(reader, value, true))",
    to: "(WEB_SEEDS.has(key) && keepWebSeeds)",
    tests: PERSONAL,
  },
  {
    file: "src/core/personal/personalise.ts",
    from: `const stays =\n      RAW.has(key)`,
    to: `const stays =\n      !PLAIN.has(key)`,
    tests: PERSONAL,
  },
  { file: "src/core/personal/personalise.ts", from: `!text.includes("\\0") && `, to: "", tests: PERSONAL },
  { file: "src/core/personal/personalise.ts", from: "!holdsRandomWord(text) && ", to: "", tests: PERSONAL },
  {
    file: "src/core/personal/personalise.ts",
    from: "parts.every((part) => part.length <= MAX_PLAIN_PART)",
    to: "parts.length > 0",
    tests: PERSONAL,
  },
  {
    file: "src/core/personal/personalise.ts",
    from: "[...kept.keys()].sort()",
    to: "[...kept.keys()]",
    tests: PERSONAL,
  },
  { file: "src/core/redact.ts", from: ".replace(ASSIGNED, ", to: ".replace(/(?!)/, ", tests: REDACT },
  { file: "src/core/redact.ts", from: ".replace(HEADER, ", to: ".replace(/(?!)/, ", tests: REDACT },
  { file: "src/core/redact.ts", from: ".replace(USER_INFO, ", to: ".replace(/(?!)/, ", tests: REDACT },
  { file: "src/core/redact.ts", from: ".replace(OWN_TOKEN, ", to: ".replace(/(?!)/, ", tests: REDACT },
  { file: "src/core/redact.ts", from: ".replace(BESIDE_ANNOUNCE, ", to: ".replace(/(?!)/, ", tests: REDACT },
  { file: "src/core/redact.ts", from: "if (SECRET_FIELD.test(name)) return MASK;", to: "", tests: REDACT },
  {
    file: "src/core/access/anonymous-name.ts",
    from: `CryptoHasher("sha256", key)`,
    to: `CryptoHasher("sha256")`,
    tests: ["tests/core/access/anonymous-name.test.ts"],
  },
  {
    file: "src/core/access/logged-path.ts",
    from: "(isPlain(word) ? word : MASK)",
    to: "word",
    tests: ["tests/core/access/logged-path.test.ts"],
  },
];

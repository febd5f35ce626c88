import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { commandTree, flatten } from "../../src/cli/completions/command-tree.ts";
import { COMMANDS } from "../../src/cli/program/commands.ts";
import { type Contract, fieldsOf, isOf, readContracts } from "../support/json-contract.ts";
import { jsonScenario, type Printed } from "../support/json-scenario.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const document = await Bun.file(join(import.meta.dir, "../../docs/json.md")).text();
const contracts = readContracts(document);

/** What a small tracker cannot be made to print in passing: each needs a full disk, a lock, a limit, other rights. */
const UNSEEN = [
  "match recovered",
  "scan progress",
  "scan unreadable",
  "scrape progress",
  "watch limited",
  "watch unreadable",
  "watch waiting",
  "watch resumed",
];

let printed: Printed[];
beforeAll(async () => {
  printed = await jsonScenario();
});

const contractOf = (command: string, type: unknown): Contract | undefined =>
  contracts.find(
    ({ commands, types }) => commands.includes(command) && (types === null || types.includes(String(type))),
  );

/** Every value that was printed, with the contract that it is under. */
const values = () =>
  printed.flatMap(({ name, values }) =>
    values.flat().map((value: { type?: string }) => ({ name, value, contract: contractOf(name, value.type) })),
  );

describe("docs/json.md", () => {
  test("has every field that is printed, with its type", () => {
    for (const { name, value, contract } of values()) {
      expect([name, value, contract !== undefined]).toEqual([name, value, true]);
      for (const [path, each] of fieldsOf(value, contract?.fields ?? new Map())) {
        const type = contract?.fields.get(path) ?? "(not in the document)";
        expect([name, path, type, each, isOf(type, each)]).toEqual([name, path, type, each, true]);
      }
    }
  });

  test("has no field and no line that is never printed", () => {
    const seen = new Map<Contract, Set<string>>();
    for (const { value, contract } of values()) {
      if (!contract) continue;
      const paths = fieldsOf(value, contract.fields).map(([path]) => path);
      seen.set(contract, new Set([...(seen.get(contract) ?? []), ...paths]));
    }
    for (const contract of contracts) {
      const title = `${contract.commands[0]} ${contract.types?.[0] ?? ""}`.trim();
      if (UNSEEN.includes(title)) continue;
      const missing = [...contract.fields.keys()].filter((path) => !seen.get(contract)?.has(path));
      expect([title, missing.filter((path) => !MAY_BE_EMPTY.has(`${title} ${path}`))]).toEqual([title, []]);
    }
  });

  test("tells of every command that has --json", async () => {
    const told = new Set(contracts.flatMap(({ commands }) => commands).map((name) => name.replace(/ --.*/, "")));
    const with_json = flatten(await commandTree(COMMANDS)).filter(({ flags }) =>
      flags.some(({ name }) => name === "json"),
    );
    expect(with_json.map(({ path }) => path.slice(1).replaceAll("/", " ")).filter((name) => !told.has(name))).toEqual(
      [],
    );
    const ran = new Set(printed.map(({ name }) => name));
    expect([...contracts.flatMap(({ commands }) => commands)].filter((name) => !ran.has(name))).toEqual([]);
  });

  test("has an example of each that is itself as the tables say", () => {
    const examples = [...document.matchAll(/<!-- example ([^>]*) -->\n+```json\n([\s\S]*?)\n```\n/g)];
    expect(examples.length).toBeGreaterThanOrEqual(new Set(contracts.map(({ commands }) => commands.join())).size);
    for (const [, name = "", text = ""] of examples) {
      for (const line of text
        .trim()
        .split("\n")
        .filter((line) => line !== "…")) {
        for (const value of [JSON.parse(line)].flat()) {
          const contract = contractOf(name, value.type);
          const wrong = fieldsOf(value, contract?.fields ?? new Map()).filter(
            ([path, each]) => !isOf(contract?.fields.get(path) ?? "", each),
          );
          expect([name, wrong]).toEqual([name, []]);
        }
      }
    }
  });
});

/** Lists that have nothing in them where all goes well. */
const MAY_BE_EMPTY = new Set([
  ...["inspect warnings[]", "backup done problems[]", "wipe users problems[]", "stats serving[]"],
  ...["match handover problems[]", "match prune done problems[]"],
]);

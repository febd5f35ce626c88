/** What docs/json.md promises of one kind of value: field → type, as its table has them. */
export interface Contract {
  /** Of the commands in the heading. */
  commands: string[];
  /** Of the lines of these types; null where a command's values have no types. */
  types: string[] | null;
  fields: Map<string, string>;
}

/** Reads the tables of docs/json.md. */
export function readContracts(document: string): Contract[] {
  const contracts: Contract[] = [];
  let commands: string[] = [];
  let types: string[] | null = null;
  let current: Contract | null = null;
  for (const line of document.split("\n")) {
    const [, level, heading = ""] = /^(##|###) (.*)$/.exec(line) ?? [];
    if (level !== undefined) {
      const words = [...heading.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
      if (level === "##") [commands, types] = [words, null];
      else types = words;
      current = null;
      continue;
    }
    const [, field, type] = /^\| `([^`]+)` \| ([a-z ]+) \|/.exec(line) ?? [];
    if (field === undefined || type === undefined) continue;
    if (current === null) {
      current = { commands, types, fields: new Map() };
      contracts.push(current);
    }
    current.fields.set(field, type.trim());
  }
  return contracts;
}

const MATCHES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === "boolean",
  time: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  day: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value),
  hex: (value) => typeof value === "string" && /^(?:[0-9a-f]{16}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  null: (value) => value === null,
};

/** True when a value is of a type such as `hex or null`. */
export function isOf(type: string, value: unknown): boolean {
  return type.split(" or ").some((name) => MATCHES[name]?.(value) ?? false);
}

/** The fields of a value by their paths, as far down as `known` goes: an object of no known field is one value. */
export function fieldsOf(
  value: object,
  known: ReadonlyMap<string, string>,
  above = "",
): [path: string, value: unknown][] {
  const names = [...known.keys()];
  return Object.entries(value).flatMap(([name, each]): [string, unknown][] => {
    const anyKey = known.has(`${above}*`);
    const path = anyKey ? `${above}*` : above + name;
    const below = (prefix: string) => names.some((field) => field.startsWith(prefix));
    if (Array.isArray(each) && below(`${path}[]`)) {
      return each.flatMap((element): [string, unknown][] =>
        below(`${path}[].`) ? fieldsOf(element, known, `${path}[].`) : [[`${path}[]`, element]],
      );
    }
    const self: [string, unknown][] = known.has(path) || !below(`${path}.`) ? [[path, each]] : [];
    const inside =
      typeof each === "object" && each !== null && below(`${path}.`) ? fieldsOf(each, known, `${path}.`) : [];
    return [...self, ...inside];
  });
}

import type { Schema } from "../../tests/support/openapi-schema.ts";
import type { Random } from "../corpus/random.ts";

/** Values of the server's own that a request needs to hit something: info-hashes, users. */
export type Known = readonly string[];

/** A value that a schema allows. */
export function valid(schema: Schema, random: Random, known: Known): unknown {
  if (schema.example !== undefined && random.chance(0.3)) return schema.example;
  if (schema.enum) return random.pick(schema.enum);
  if (schema.oneOf) return valid(random.pick(schema.oneOf), random, known);
  const low = schema.minimum ?? 0;
  switch (schema.type) {
    case "integer":
    case "number":
      return random.integer(low, Math.min(schema.maximum ?? 1_000_000, low + 1_000_000));
    case "boolean":
      return random.chance(0.5);
    case "array":
      return Array.from({ length: random.integer(0, 4) }, () => valid(schema.items ?? {}, random, known));
    case "object": {
      const { properties = {}, required = [] } = schema;
      const keys = Object.keys(properties).filter((key) => required.includes(key) || random.chance(0.6));
      return Object.fromEntries(keys.map((key) => [key, valid(properties[key] ?? {}, random, known)]));
    }
    default:
      return random.chance(0.6) ? random.pick(known) : word(random);
  }
}

function word(random: Random): string {
  return Array.from({ length: random.integer(1, 12) }, () => random.pick([..."abcxyz019-_. "])).join("");
}

/** JSON texts that hardly anything expects. */
const ODD = [
  ...["null", "true", "0", "-1", "1.5", "1e308", "1e999", "-0", "9007199254740993", "18446744073709551616"],
  ...[
    '""',
    '"\\u0000"',
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"0"',
    '"null"',
    '"../../etc/passwd"',
    '"\'; DROP TABLE torrents--"',
  ],
  ...["[]", "{}", "[[]]", '{"__proto__":{"a":1}}', '{"constructor":null}', '{"a":1,"a":2}', '"\u202e\ufeff"', "[null]"],
];

/** JSON of a value with something wrong in it, at any depth. */
export function brokenJson(value: unknown, random: Random): string {
  const odd = () => {
    if (random.chance(0.1)) return JSON.stringify("x".repeat(random.spread(100, 100_000)));
    if (random.chance(0.05)) return "[".repeat(5_000) + "]".repeat(5_000);
    if (random.chance(0.05)) return `[${Array(20_000).fill("0").join(",")}]`;
    return random.pick(ODD);
  };
  const targets = placesIn(value);
  const target = random.integer(0, targets - 1);
  let at = 0;
  const write = (each: unknown): string => {
    if (at++ === target) return odd();
    if (Array.isArray(each)) return `[${each.map(write).join(",")}]`;
    if (typeof each !== "object" || each === null) return JSON.stringify(each);
    const members = Object.entries(each).map(([key, member]) => [key, write(member)]);
    if (random.chance(0.15)) members.splice(random.integer(0, members.length), 1);
    if (random.chance(0.15)) members.push([random.pick(["extra", "", "__proto__", "files", "passkey"]), odd()]);
    return `{${members.map(([key = "", text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
  };
  return write(value);
}

function placesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return 1 + Object.values(value).reduce((sum: number, each) => sum + placesIn(each), 0);
}

/** Bytes with something wrong in them. */
export function brokenBytes(bytes: Uint8Array, random: Random): Uint8Array {
  switch (random.integer(0, 6)) {
    case 0:
      return bytes.subarray(0, random.integer(0, bytes.length));
    case 1:
      return Buffer.concat([bytes, random.bytes(random.integer(1, 50))]);
    case 2:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    case 3:
      return Buffer.from(Buffer.from(bytes).toString("latin1"), "utf16le");
    case 4:
      return random.bytes(random.spread(1, 200_000));
    case 5:
      return new Uint8Array();
    default: {
      const changed = Uint8Array.from(bytes);
      for (let i = 0; i < 3 && changed.length > 0; i++) {
        changed[random.integer(0, changed.length - 1)] = random.pick([0, 0x7f, 0x80, 0xc0, 0xff, 0x22, 0x5b]);
      }
      return changed;
    }
  }
}

/** Text as it may stand, or had better not, in a path or a query. */
export function oddText(random: Random): string {
  const odd = [
    ...["%00", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%2f", "%", "%zz", "%c3%28", "%ff", "..", ".", "//", ";a=b"],
    ...["-1", "1e9", "NaN", "null", "undefined", "[]", "*", ":info_hash", "99999999999999999999", "0x10", "%20", "+"],
    ...[
      "'%20OR%201=1--",
      "%22",
      "é",
      "\\",
      "a".repeat(3_000),
      "%0d%0aX-Injected:%20yes",
      "0".repeat(40),
      "z".repeat(40),
    ],
  ];
  return random.pick(odd);
}

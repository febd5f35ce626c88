import { describe, expect, test } from "bun:test";
import { readTrackersFile } from "../../../src/core/protocol/trackers-file.ts";

const WHO = { token: "t0ken", passkey: "passk3y", userId: "alice" };
const at = (path: string) => ({ method: "POST", url: `https://tracker.example/match/${path}` });
const MATCH = { handshake: at("handshake"), phase1: at("phase1"), phase2: at("phase2"), report: at("report") };
const ARCHIVE = { method: "GET", url: "https://tracker.example/archive" };

/** The entry, or the message of the problem. */
function read(value: unknown, id: string | null = null) {
  const outcome = readTrackersFile(value, id, WHO);
  return outcome.ok ? outcome.value : outcome.problem.message;
}
const sent = (send: unknown) => {
  const entry = read({ id: "a", match: { ...MATCH, send }, archive: { ...ARCHIVE, send } });
  if (typeof entry === "string") throw new Error(entry);
  const { match, archive } = entry;
  return { headers: match?.headers, fields: match?.fields, archive: archive?.archiveHeaders };
};

describe("the entry is", () => {
  const [a, b] = [
    { id: "a", name: "A" },
    { id: "b", match: MATCH, archive: ARCHIVE },
  ];
  test.each([
    ["the only one", a, null, "a"],
    ["the only one of a list", [b], null, "b"],
    ["the one with the id", { version: 1, trackers: [a, b] }, "b", "b"],
    ["none among several without an id", [a, b], null, "choose one tracker: it has a, b"],
    ["none with an id that is not there", [a, b, 7], "c", "no tracker c: it has a, b"],
    ["none of an empty list", { trackers: [] }, null, "choose one tracker: it has no tracker"],
    ["none of what is no entry", "text", null, "choose one tracker: it has no tracker"],
  ] as [string, unknown, string | null, string][])("%s", (_, value, id, expected) => {
    const entry = read(value, id);
    expect(typeof entry === "string" ? entry : entry.id).toBe(expected);
  });

  test("named in one line, by its id where it has no name", () => {
    expect(read({ id: "a", name: "A\n\u202eB\u001b[2J" })).toEqual({
      id: "a",
      name: "A B [2J",
      match: null,
      archive: null,
    });
    expect(read({ id: "a" })).toMatchObject({ name: "a" });
  });

  test("of a long list the first twenty ids are named", () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ id: `t${n}` }));
    expect(read(many)).toEndWith("t18, t19");
  });
});

test("its addresses are those that it says, and each tier has its own", () => {
  const entry = read({ id: "a", match: MATCH, archive: ARCHIVE });
  const base = "https://tracker.example";
  const match = {
    handshake: `${base}/match/handshake`,
    phase1: `${base}/match/phase1`,
    phase2: `${base}/match/phase2`,
    report: `${base}/match/report`,
  };
  const none = { handshake: "", phase1: "", phase2: "", report: "", archive: "" };
  expect(entry).toMatchObject({
    match: { ...match, archive: "" },
    archive: { ...none, archive: `${base}/archive` },
  });
});

describe("an entry with an address that nothing may be sent to is rejected", () => {
  const message = "the entry a has an address that is not an http or https URL";
  const bad = [
    "ftp://t.example/",
    "file:///etc/passwd",
    "https://u:p@t.example/",
    "https://u@t.example/",
    "https://:p@t.example/",
    "t.example",
    "",
    7,
  ];
  test.each(bad)("%p", (url) => {
    expect(read({ id: "a", archive: { url } })).toBe(message);
    for (const step of Object.keys(MATCH))
      expect(read({ id: "a", match: { ...MATCH, [step]: { url } } })).toBe(message);
  });
  test("none", () => {
    expect(read({ id: "a", match: { ...MATCH, report: undefined } })).toBe(message);
    expect(read({ id: "a", archive: {} })).toBe(message);
  });
});

describe("what a request carries is", () => {
  test("nothing of a secret that the entry does not ask for", () => {
    expect(sent(undefined)).toEqual({ headers: {}, fields: { user_id: "alice" }, archive: {} });
    const nobody = readTrackersFile({ id: "a", match: MATCH }, null, { token: null, passkey: null, userId: null });
    expect(nobody.ok && nobody.value.match?.fields).toEqual({});
  });

  test("the secrets where the entry says, with its prefix", () => {
    const send = [
      { what: "token", in: "header", name: "Authorization", prefix: "Bearer " },
      { what: "passkey", in: "body", name: "passkey", prefix: "ignored" },
    ];
    expect(sent(send)).toEqual({
      headers: { authorization: "Bearer t0ken" },
      fields: { user_id: "alice", passkey: "passk3y" },
      archive: { authorization: "Bearer t0ken" },
    });
    const withoutToken = readTrackersFile({ id: "a", match: { ...MATCH, send } }, null, { ...WHO, token: null });
    expect(withoutToken.ok && withoutToken.value.match?.headers).toEqual({});
  });

  test.each([
    ["another thing", { what: "password", in: "header", name: "x" }],
    ["another place", { what: "token", in: "query", name: "x" }],
    ["no name", { what: "token", in: "header" }],
    ["a name that breaks the line", { what: "token", in: "header", name: "x\r\ny" }],
    ["a long name", { what: "token", in: "header", name: "x".repeat(65) }],
    ["no item", 7],
  ])("nothing for %s", (_, item) => {
    expect(sent([item])).toEqual({ headers: {}, fields: { user_id: "alice" }, archive: {} });
  });

  test.each([["a\r\nX-More: 1"], ["x".repeat(33)], [7]])("without a prefix that is none: %p", (prefix) => {
    expect(sent([{ what: "token", in: "header", name: "X", prefix }]).headers).toEqual({ x: "t0ken" });
  });
});

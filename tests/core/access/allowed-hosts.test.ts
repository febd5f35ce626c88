import { expect, test } from "bun:test";
import { isAllowedHost, parseHosts } from "../../../src/core/access/allowed-hosts.ts";

test("without names any host is right", () => {
  expect(isAllowedHost("evil.example", parseHosts("").hosts)).toBe(true);
});

test("with names: those, addresses and this machine's own names", () => {
  const { hosts } = parseHosts("Tracker.example, www.tracker.example:443");
  const right = ["tracker.example", "TRACKER.example:8080", "tracker.example.", "www.tracker.example", null];
  const local = [
    "127.0.0.1:8080",
    "192.0.2.7",
    "[2001:db8::1]:8080",
    "[::1]",
    "localhost",
    "localhost:1",
    "a.localhost",
  ];
  const wrong = ["evil.example", "tracker.example.evil", "xtracker.example", "1.2.3", "localhost.evil", "", "a, b"];
  for (const host of [...right, ...local]) expect([host, isAllowedHost(host, hosts)]).toEqual([host, true]);
  for (const host of wrong) expect([host, isAllowedHost(host, hosts)]).toEqual([host, false]);
});

test("what is no name of a host is told", () => {
  expect(parseHosts("https://a.example *.example a_b.example 10.0.0.1")).toEqual({
    hosts: new Set(["a_b.example", "10.0.0.1"]),
    problems: ["https://a.example", "*.example"].map(
      (part) => `expected a host name such as tracker.example, got "${part}"`,
    ),
  });
});

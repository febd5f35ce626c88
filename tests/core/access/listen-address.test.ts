import { expect, test } from "bun:test";
import {
  isOnlyHere,
  listenAddress,
  reachable,
  readListenAddress,
  socketPath,
  urlOf,
} from "../../../src/core/access/listen-address.ts";

test.each([
  ["127.0.0.1", "http://127.0.0.1:80", true],
  ["127.9.0.1", "http://127.9.0.1:80", true],
  ["::ffff:127.0.0.1", "http://[::ffff:127.0.0.1]:80", true],
  ["localhost", "http://localhost:80", true],
  ["LocalHost", "http://LocalHost:80", true],
  ["::1", "http://[::1]:80", true],
  ["0:0:0:0:0:0:0:1", "http://[0:0:0:0:0:0:0:1]:80", true],
  ["192.0.2.1", "http://192.0.2.1:80", false],
  ["fe80::1%eth0", "http://[fe80::1%25eth0]:80", false],
  ["tracker.example", "http://tracker.example:80", false],
  // Every address of the machine: the one that can be opened on it.
  ["0.0.0.0", "http://127.0.0.1:80", false],
  ["*", "http://127.0.0.1:80", false],
  ["::", "http://[::1]:80", false],
  ["0::0", "http://[::1]:80", false],
])("%s", (host, url, loopback) => {
  expect([urlOf(host, 80), isOnlyHere(host)]).toEqual([url, loopback]);
});

test.each([
  ["127.0.0.1", 80, "http://127.0.0.1:80"],
  ["0.0.0.0", 8080, "http://0.0.0.0:8080"],
  ["::", 8080, "http://[::]:8080"],
  ["fe80::1%eth0", 80, "http://[fe80::1%25eth0]:80"],
  ["unix:/run/reseeder/api.sock", 0, "unix:/run/reseeder/api.sock"],
])("%s, port %d, is told as %s, and read back", (host, port, address) => {
  expect(listenAddress(host, port)).toBe(address);
  expect(readListenAddress(address)).toEqual({ host, port });
  expect(reachable(address)).toBe(urlOf(host, port));
});

test("what is no such address stays", () => {
  expect(readListenAddress("https://tracker.example/x")).toBeNull();
  expect(reachable("https://tracker.example/x")).toBe("https://tracker.example/x");
  expect(reachable("http://0.0.0.0:8080")).toBe("http://127.0.0.1:8080");
});

test("a socket is this machine's own", () => {
  expect([socketPath("unix:/run/x.sock"), socketPath("127.0.0.1")]).toEqual(["/run/x.sock", null]);
  expect(isOnlyHere("unix:/run/x.sock")).toBe(true);
});

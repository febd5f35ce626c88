import { expect, test } from "bun:test";
import { isLoopback, urlOf } from "../../../src/http/server/listen-address.ts";

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
  expect([urlOf(host, 80), isLoopback(host)]).toEqual([url, loopback]);
});

import { expect, test } from "bun:test";
import { parseClientAddress } from "../../../src/client/clients/client-address.ts";

test.each([
  ["qbittorrent:http://127.0.0.1:8080/", "qbittorrent", "http://127.0.0.1:8080", null],
  [
    "qbittorrent:https://seedbox.example/user/qbittorrent/",
    "qbittorrent",
    "https://seedbox.example/user/qbittorrent",
    null,
  ],
  ["transmission:http://ann@nas:9091", "transmission", "http://nas:9091", "ann"],
  ["deluge:http://[::1]:8112", "deluge", "http://[::1]:8112", null],
  ["rtorrent:scgi://127.0.0.1:5000", "rtorrent", "scgi://127.0.0.1:5000", null],
  ["rtorrent:unix:/run/a b.sock", "rtorrent", "unix:/run/a b.sock", null],
  ["rtorrent:/run/rtorrent.sock", "rtorrent", "unix:/run/rtorrent.sock", null],
  ["rtorrent:http://nas/RPC2", "rtorrent", "http://nas/RPC2", null],
])("%s", (text, kind, url, user) => {
  expect(parseClientAddress(text)).toEqual({ kind: kind as "deluge", url, user });
});

test.each([
  "utorrent:http://127.0.0.1",
  "http://127.0.0.1:8080",
  "qbittorrent:",
  "qbittorrent:127.0.0.1:8080",
  "qbittorrent:scgi://127.0.0.1:5000",
  "rtorrent:scgi://127.0.0.1",
  "rtorrent:unix:relative.sock",
  "deluge:ftp://127.0.0.1",
])("%s is no client", (text) => {
  expect(() => parseClientAddress(text)).toThrow(/^--client/);
});

test.each([
  "qbittorrent:http://ann:hunter2@nas",
  "transmission:http://:hunter2@nas",
  "rtorrent:http://a:hunter2@/RPC2",
])("a password in %s is rejected and not repeated", (text) => {
  const thrown = (() => {
    try {
      parseClientAddress(text);
    } catch (error) {
      return error as Error & { hint: string };
    }
  })();
  expect(thrown?.message).toStartWith("--client");
  expect(`${thrown?.message} ${thrown?.hint}`).not.toContain("hunter2");
});

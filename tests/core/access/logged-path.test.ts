import { expect, test } from "bun:test";
import { loggedPath } from "../../../src/core/access/logged-path.ts";

const UUID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const BASE64URL = "qZ7_Xw-3LkPv9_Tg2-Bn";
const HASH = "7e31b285cc1e04e5682e393412e12d2e06e0b12b";

test.each([
  [`/archive/${UUID}`, "/archive/[masked]"],
  [`/${BASE64URL}/announce`, "/[masked]/announce"],
  [`/match/phase1%2f${BASE64URL}.torrent`, "/match/phase1%[masked].torrent"],
  ["/SeCrEtKeyOfSomebody", "/[masked]"],
  [`/api/v1/torrents/${HASH}/flag`, `/api/v1/torrents/${HASH}/flag`],
  ["/api/v1/torrents/4711/cross-seeds", "/api/v1/torrents/4711/cross-seeds"],
  ["/administration-of-everything/1234567890123456789", "/administration-of-everything/1234567890123456789"],
])("a long word that may be a passkey is masked wherever it stands: %s", (path, logged) => {
  expect(loggedPath(path, "other", false)).toBe(logged);
});

const ARCHIVE = "/api/v1/users/:user/archive";

test.each([
  ["/api/v1/users/alice/archive", ARCHIVE, "/api/v1/users/{user}/archive"],
  ["/api/v1/users/alice/archive/", ARCHIVE, "/api/v1/users/{user}/archive"],
  ["/api/v1/users/alice/archiv", "other", "/api/v1/users/{user}"],
  ["/prefix/API/v1//Users/alice", "other", "/prefix/API/v1//Users/{user}"],
  ["/api/v1/users%2Falice/users/", "other", "/api/v1/users/{user}"],
  ["/api%2fv1/%75sers%252falice", "other", "/api/v1/users/{user}"],
  ["/a%0ab/users/%zzalice", "other", "/a?b/users/{user}"],
  ["/usershare/x", "other", "/usershare/x"],
])("a user's id stays out of %s", (path, template, logged) => {
  expect(loggedPath(path, template, true)).toBe(logged);
});

test("a user's id that looks like a passkey stays where users' ids may be logged", () => {
  expect(loggedPath(`/api/v1/users/${UUID}/archive`, ARCHIVE, false)).toBe(`/api/v1/users/${UUID}/archive`);
});

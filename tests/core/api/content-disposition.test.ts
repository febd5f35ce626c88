import { expect, test } from "bun:test";
import { contentDisposition } from "../../../src/core/api/content-disposition.ts";

// The values of RFC 8187, section 3.2.2, and what RFC 6266, appendix D, advises.
test.each([
  ["£ and € rates", "_ and _ rates", "%C2%A3%20and%20%E2%82%AC%20rates"],
  ['a"b\\c%41.torrent', "a_b_c_41.torrent", "a%22b%5Cc%2541.torrent"],
  ["Été (1)'*.torrent", "Ete (1)'*.torrent", "%C3%89t%C3%A9%20%281%29%27%2A.torrent"],
  ["a\r\nX-Evil: 1", "a__X-Evil: 1", "a%0D%0AX-Evil%3A%201"],
  ["lone \ud800", "lone _", "lone%20%EF%BF%BD"],
])("a header for %p", (name, plain, encoded) => {
  expect(contentDisposition(name)).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`);
  expect(() => new Headers({ "content-disposition": contentDisposition(name) })).not.toThrow();
});

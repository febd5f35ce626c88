import { expect, test } from "bun:test";
import { readApiUrl } from "../../../src/core/tracker-api/api-url.ts";

test("an address of an API has no token in it, and is exposed where it is neither near nor encrypted", () => {
  expect(readApiUrl(" http://127.0.0.1:6969/ ")).toEqual({ base: "http://127.0.0.1:6969", isExposed: false });
  expect(readApiUrl("http://[::1]:6969")).toEqual({ base: "http://[::1]:6969", isExposed: false });
  expect(readApiUrl("https://tracker.example/api/")).toEqual({ base: "https://tracker.example/api", isExposed: false });
  expect(readApiUrl("http://tracker.example:6969")).toMatchObject({ isExposed: true });
  for (const wrong of ["", "tracker", "udp://h:1", "http://h/?token=abc", "http://u:abc@h/", "http://h/#abc"]) {
    const problem = readApiUrl(wrong);
    expect(problem).toBeString();
    expect(problem).not.toContain("abc");
  }
});

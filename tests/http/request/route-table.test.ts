import { expect, test } from "bun:test";
import { Elysia } from "elysia";
import { NO_ROUTE, RouteTable } from "../../../src/http/request/route-table.ts";

const here = ({ route }: { route: string }) => new Response(route);
const router = new Elysia()
  .get("/", here)
  .get("/health", here)
  .get("/torrents", here)
  .post("/torrents", here)
  .get("/torrents/:hash", here)
  .delete("/torrents/:hash", here)
  .post("/torrents/check", here)
  .get("/torrents/:hash/file", here)
  .get("/docs/*", here);
const table = new RouteTable(router.routes);

test("finds the route that the router takes", async () => {
  for (const [method, path] of [
    ["GET", "/"],
    ["GET", "/health/"],
    ["POST", "/torrents"],
    ["POST", "/torrents/check"],
    ["DELETE", "/torrents/a%2Fb"],
    ["GET", "/torrents/x/file/"],
    ["GET", "/docs/a/b"],
  ] as const) {
    const taken = await (await router.handle(new Request(`http://tracker.example${path}`, { method }))).text();
    expect([method, path, table.templateOf(path)]).toEqual([method, path, taken]);
  }
});

test("a path that leads nowhere has no template, whatever it is; one that takes other verbs has its own", async () => {
  for (const path of ["/nothing", "/torrents//", "/torrents/a/b/c", "//health", "/:hash", "*"]) {
    expect([path, table.templateOf(path), table.allowed(path)]).toEqual([path, NO_ROUTE, null]);
    if (path.startsWith("/"))
      expect((await router.handle(new Request(`http://tracker.example${path}`))).status).toBe(404);
  }
  expect(table.templateOf("/torrents/x/file")).toBe("/torrents/:hash/file");
  expect(table.templateOf("/torrents/check")).toBe("/torrents/check");
});

test("says what a path takes", () => {
  expect(table.allowed("/health")).toBe("GET, HEAD, OPTIONS");
  expect(table.allowed("/torrents/check")).toBe("POST, OPTIONS");
  expect(table.allowed("/torrents/0/")).toBe("GET, HEAD, DELETE, OPTIONS");
});

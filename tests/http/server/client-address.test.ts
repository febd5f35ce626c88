import { describe, expect, test } from "bun:test";
import { parseNetworks } from "../../../src/core/access/networks.ts";
import { clientAddress } from "../../../src/http/server/client-address.ts";
import { Served } from "../../support/served.ts";

const TRUSTED = parseNetworks("127.0.0.0/8, ::1, 10.0.0.0/8").networks;
const of = (peer: string | null, headers: Record<string, string> = {}) =>
  clientAddress(peer, new Headers(headers), TRUSTED);

describe("the client's address", () => {
  test("of a peer that is no proxy is the peer's, whatever it says", () => {
    expect(of("192.0.2.7", { "x-real-ip": "198.51.100.1", "x-forwarded-for": "198.51.100.1" })).toBe("192.0.2.7");
    expect(of("::ffff:192.0.2.7")).toBe("192.0.2.7");
    expect(of(null, { "x-real-ip": "198.51.100.1" })).toBeNull();
  });

  test("behind a proxy is X-Real-IP, with or without a port", () => {
    expect(of("127.0.0.1", { "x-real-ip": "192.0.2.7", "x-forwarded-for": "198.51.100.1" })).toBe("192.0.2.7");
    expect(of("::1", { "x-real-ip": "[2001:DB8::7]:4711" })).toBe("2001:db8::7");
    expect(of("::ffff:127.0.0.1", { "x-real-ip": "192.0.2.7:80" })).toBe("192.0.2.7");
  });

  test("or the last hop of X-Forwarded-For that is no trusted proxy", () => {
    expect(of("127.0.0.1", { "x-forwarded-for": "198.51.100.1, 192.0.2.7, 10.1.2.3" })).toBe("192.0.2.7");
    expect(of("127.0.0.1", { "x-forwarded-for": "10.9.9.9, 10.1.2.3" })).toBe("10.9.9.9");
    expect(of("127.0.0.1", { "x-forwarded-for": "198.51.100.1, <script>, 10.1.2.3" })).toBe("10.1.2.3");
  });

  test("or the proxy's own, when it says nothing that is an address", () => {
    expect(of("127.0.0.1")).toBe("127.0.0.1");
    expect(of("127.0.0.1", { "x-real-ip": "unknown", "x-forwarded-for": "" })).toBe("127.0.0.1");
  });
});

test("the setting of the trusted proxies counts from the next request on", async () => {
  using served = new Served();
  const ask = () =>
    served.ask("GET", "/health", undefined, { headers: { "x-real-ip": "192.0.2.7" }, peer: "10.0.0.1" });
  await ask();
  served.set("trusted_proxies", "10.0.0.1");
  await ask();
  expect(served.rows().map(({ client }) => client)).toEqual(["10.0.0.1", "192.0.2.7"]);
});

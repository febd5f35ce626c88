import { describe, expect, test } from "bun:test";
import { BlockList, isIP } from "node:net";
import {
  formatAddress,
  isInside,
  isLoopback,
  networkOf,
  parseAddress,
  parseNetworks,
} from "../../../src/core/access/networks.ts";

const ADDRESSES = [
  ...["127.0.0.1", "10.0.0.0", "10.255.255.255", "11.0.0.0", "192.0.2.7", "255.255.255.255", "0.0.0.0"],
  ...["::1", "::", "fe80::1", "2001:db8::ff00:42:8329", "2001:db8:0:0:1:0:0:1", "::ffff:192.0.2.7", "64:ff9b::1.2.3.4"],
  ...["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8"],
];

test("an address is what node:net takes for one", () => {
  const others = [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "010.0.0.1",
    "1.2.3.4 5",
    "::1::",
    "1:2:3:4:5:6:7:8:9",
    "g::1",
  ];
  const more = ["1:2:3:4:5:6:7", "1.2.3.4::", "::1.2.3", ":1:2:3:4:5:6:7:8", "1::2:", "12345::", "1:2:3:4:5:6:7::8"];
  for (const text of [...ADDRESSES, ...others, ...more]) {
    expect([text, parseAddress(text) !== null]).toEqual([text, isIP(text) !== 0]);
  }
});

test("an address is written as URLs write it (RFC 5952)", () => {
  for (const text of ADDRESSES.filter((address) => isIP(address) === 6 && !address.startsWith("::ffff:"))) {
    expect(`[${formatAddress(parseAddress(text) as Uint8Array)}]`).toBe(new URL(`http://[${text}]/`).hostname);
  }
  expect(formatAddress(parseAddress("::ffff:192.0.2.7") as Uint8Array)).toBe("192.0.2.7");
  expect(formatAddress(parseAddress("fe80::1%eth0") as Uint8Array)).toBe("fe80::1");
});

describe("a network holds an address", () => {
  test("as node:net's BlockList says", () => {
    const networks = ["10.0.0.0/8", "10.0.0.0/12", "192.0.2.0/31", "0.0.0.0/0", "2001:db8::/33", "fe80::/10", "::/0"];
    networks.push("192.0.2.7/32", "2001:db8::/32", "::1/128");
    const probes = [
      ...ADDRESSES,
      "3001:db8::1",
      "10.15.255.255",
      "10.16.0.1",
      "192.0.2.1",
      "192.0.2.2",
      "2001:db8:8000::1",
      "febf::",
    ];
    for (const network of networks) {
      const [address = "", prefix] = network.split("/");
      const family = isIP(address) === 6 ? "ipv6" : "ipv4";
      const list = new BlockList();
      list.addSubnet(address, Number(prefix), family);
      for (const probe of probes.filter((each) => isIP(each) === isIP(address) && !each.startsWith("::ffff:"))) {
        const inside = isInside(parseAddress(probe) as Uint8Array, parseNetworks(network).networks);
        expect([network, probe, inside]).toEqual([network, probe, list.check(probe, family)]);
      }
    }
  });

  test("an IPv4 address inside IPv6 is the same address", () => {
    const { networks } = parseNetworks("127.0.0.0/8");
    expect(isInside(parseAddress("::ffff:127.0.0.1") as Uint8Array, networks)).toBe(true);
  });

  test.each(["10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8"])("%s is none", (text) => {
    expect(parseNetworks(text)).toMatchObject({ networks: [], problems: [expect.stringContaining(text)] });
  });

  test("a list names what is no network and keeps the rest", () => {
    const { networks, problems } = parseNetworks("127.0.0.0/8, ::1 proxy.example,10.0.0.0/33;1.2.3.4/x");
    expect(networks.map(({ prefix }) => prefix)).toEqual([104, 128]);
    expect(problems).toEqual([
      'expected an address or a network such as 10.0.0.0/8, got "proxy.example"',
      'expected an address or a network such as 10.0.0.0/8, got "10.0.0.0/33;1.2.3.4/x"',
    ]);
  });
});

test.each([
  ["localhost", true],
  ["127.0.0.53", true],
  ["[::1]", true],
  ["::1", true],
  ["127.0.0.1.example", false],
  ["127.example", false],
  ["10.0.0.1", false],
  ["::2", false],
  ["", false],
])("only this machine has %p: %p", (host, here) => {
  expect(isLoopback(host)).toBe(here);
});

test("an address of IPv4 stands for itself, one of IPv6 for its /64", () => {
  expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:2:ffff::1")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
  expect(networkOf("unix")).toBe("unix");
});

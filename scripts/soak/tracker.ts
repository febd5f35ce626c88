import type { Random } from "../corpus/random.ts";

/** A tracker on loopback that answers scrapes (BEP 48) with no seeder or one, as it happens. */
export function startTracker(random: Random): { url: string; stop: () => Promise<void> } {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const hashes = request.url
        .slice(request.url.indexOf("?") + 1)
        .split("&")
        .filter((part) => part.startsWith("info_hash="))
        .map((part) => unescape(part.slice("info_hash=".length)));
      const files = hashes.map((hash) => `20:${hash}d8:completei${random.integer(0, 1)}e10:incompletei3ee`);
      return new Response(Uint8Array.from(Buffer.from(`d5:filesd${files.join("")}ee`, "latin1")));
    },
  });
  return { url: `http://127.0.0.1:${server.port}/scrape`, stop: () => server.stop(true) };
}

import { SOAKER } from "./client.ts";
import type { Pushed } from "./holdings.ts";

/**
 * Asks a server for torrents by their files and by their words; answers which it does not find, or should not have.
 * @param handed what it hands out is added here
 */
export async function missed(
  url: string,
  token: string,
  torrents: readonly Pushed[],
  handed: Set<string>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const { infoHash, files, name, flagged, removed } of torrents) {
    const body = { files: files.map(({ path, size }) => ({ name: path, size })) };
    const headers = { "x-reseeder-user": SOAKER };
    const matched = await ask(`${url}/match/phase1`, { method: "POST", headers, body: JSON.stringify(body) });
    for (const { info_hash } of matched.matched_torrents ?? []) handed.add(info_hash);
    const isOffered = !flagged && !removed;
    if (has(matched.matched_torrents, infoHash) !== isOffered) {
      faults.push(
        `${infoHash} was put in and is ${isOffered ? "not found by its files" : "found though it is off offer"}`,
      );
    }
    if (name === "") continue;
    const words = (name.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, 8).join(" ");
    const query = new URLSearchParams({ q: words, limit: "1000" });
    const headed = { headers: { authorization: `Bearer ${token}` } };
    const search = () => ask(`${url}/api/v1/torrents?${query}`, headed);
    let listed = await search();
    // Words are taken in behind the index.
    for (; listed.search_complete === false; listed = await search()) await Bun.sleep(100);
    if (!has(listed.torrents, infoHash)) faults.push(`${infoHash} was put in and is not found by "${words}"`);
  }
  return faults;
}

interface Listed {
  search_complete?: boolean;
  torrents?: { info_hash: string }[];
  matched_torrents?: { info_hash: string }[];
}

async function ask(url: string, how: RequestInit): Promise<Listed> {
  const response = await fetch(url, how);
  return (await response.json()) as Listed;
}

function has(list: { info_hash: string }[] | undefined, infoHash: string): boolean {
  return list?.some(({ info_hash }) => info_hash === infoHash) ?? false;
}

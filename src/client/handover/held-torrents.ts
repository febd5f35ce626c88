import { statSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import { trimEnd } from "../../core/trim-end.ts";
import { type HeldFile, type HeldTorrent, isWhole, type TorrentClient } from "../clients/client.ts";
import { type PathPair, toLocalPath } from "./path-map.ts";

/** A torrent of a client with its files, under the client's own paths. */
export interface HeldWithFiles {
  held: HeldTorrent;
  /** Absolute. */
  files: { path: string; size: number }[];
}

/** Requests for lists of files under way at a time: one each for qBittorrent, Deluge and rTorrent. */
const AT_A_TIME = 8;

/**
 * The files of all torrents that a client holds whole. Those of a torrent that it drops meanwhile are left out.
 * @throws ReseederError `CLIENT_AWAY`, `CLIENT_LOGIN`
 */
export async function filesOfHeld(client: TorrentClient, torrents: readonly HeldTorrent[]): Promise<HeldWithFiles[]> {
  const whole = torrents.filter(({ state }) => isWhole(state));
  const answers: HeldWithFiles[] = [];
  for (let at = 0; at < whole.length; at += AT_A_TIME) {
    const asked = whole.slice(at, at + AT_A_TIME).map(async (held) => {
      const files = await client.files(held).catch((error): HeldFile[] => {
        if (error.code === "CLIENT_ANSWER") return [];
        throw error;
      });
      return {
        held,
        files: files.map(({ path, size }) => ({ path: `${trimEnd(held.folder, "/", 1)}/${path}`, size })),
      };
    });
    answers.push(...(await Promise.all(asked)));
  }
  return answers;
}

/** Which of the user's files some client seeds now, and which torrents the clients hold. */
export class SeedingIndex {
  private readonly byHash = new Map<string, string>();
  private readonly byInode = new Map<string, string>();

  /** Takes in a client's torrents, and the files here of those that it seeds. */
  add(
    client: TorrentClient,
    torrents: readonly HeldTorrent[],
    files: readonly HeldWithFiles[],
    pairs: readonly PathPair[],
  ) {
    for (const { hashes } of torrents) for (const hash of hashes) this.byHash.set(hash, client.title);
    for (const { held, files: own } of files) {
      if (!["seeding", "waiting", "checking"].includes(held.state.phase)) continue;
      for (const { path } of own) {
        const local = toLocalPath(pairs, path);
        if (local === null) continue;
        const stat = statSync(systemPath(local), { bigint: true, throwIfNoEntry: false });
        if (stat) this.byInode.set(`${stat.dev}:${stat.ino}`, client.title);
      }
    }
  }

  /** The client that holds the torrent with one of these info-hashes, seeding or not; null where none does. */
  holderOf(hashes: readonly string[]): string | null {
    for (const hash of hashes) {
      const title = this.byHash.get(hash);
      if (title !== undefined) return title;
    }
    return null;
  }

  /** The client that seeds a file, by whatever name; null where none does. */
  seederOf({ dev, ino }: { dev: bigint; ino: bigint }): string | null {
    return this.byInode.get(`${dev}:${ino}`) ?? null;
  }

  /** Notes a torrent that was handed over just now. */
  noteHeld(hashes: readonly string[], title: string): void {
    for (const hash of hashes) this.byHash.set(hash, title);
  }

  /** Forgets a torrent that its client no longer holds. */
  forget(hashes: readonly string[]): void {
    for (const hash of hashes) this.byHash.delete(hash);
  }
}

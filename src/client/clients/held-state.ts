import { ReseederError } from "../../core/errors.ts";
import type { HeldTorrent, TorrentClient, TorrentState } from "./client.ts";
import { lookUntil, type Waiting } from "./waiting.ts";

type Lister = Pick<TorrentClient, "title" | "find">;

/** How a torrent stands now. @throws ReseederError CLIENT_ANSWER where the client has lost it; as `find` */
export async function stateOf(client: Lister, held: HeldTorrent): Promise<TorrentState> {
  const found = await client.find(held.hashes);
  if (found) return found.state;
  throw lost(client, held);
}

/** That a client has lost a torrent. */
export function lost({ title }: Lister, { id }: HeldTorrent): ReseederError {
  return new ReseederError("CLIENT_ANSWER", `${title} no longer lists ${id}`);
}

/** Waits until a client that was told to remove a torrent has done so. @throws ReseederError CLIENT_ANSWER; as `find` */
export async function untilGone(client: Lister, held: HeldTorrent, waiting: Waiting): Promise<void> {
  await lookUntil(
    waiting,
    () => client.find(held.hashes),
    (found) => found === null,
    () => `${client.title} was told to remove ${held.id} and still lists it`,
  );
}

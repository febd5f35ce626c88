import type { TorrentClient } from "./client.ts";
import { type ClientAddress, parseClientAddress } from "./client-address.ts";

/** Clients by their address (`KIND:URL`), each opened when it is first wanted. */
export class ClientPool {
  private readonly opened = new Map<string, Promise<TorrentClient>>();

  constructor(private readonly open: (address: ClientAddress) => Promise<TorrentClient>) {}

  /** @throws ReseederError as `openClient`; the same again for the same client, so that no login is tried twice */
  get(address: string): Promise<TorrentClient> {
    const known = this.opened.get(address);
    if (known) return known;
    const opening = Promise.try(() => this.open(parseClientAddress(address)));
    // Whoever asks gets the error; nobody may.
    opening.catch(() => {});
    this.opened.set(address, opening);
    return opening;
  }
}

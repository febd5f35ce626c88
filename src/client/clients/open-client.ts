import type { TorrentClient } from "./client.ts";
import type { ClientAddress } from "./client-address.ts";
import type { Fetch } from "./client-http.ts";
import type { ClientLogin } from "./client-login.ts";
import { DelugeClient } from "./deluge.ts";
import { connectDeluge } from "./deluge-rpc.ts";
import { QBittorrentClient } from "./qbittorrent.ts";
import { connectQBittorrent } from "./qbittorrent-api.ts";
import { RTorrentClient } from "./rtorrent.ts";
import { connectRTorrent } from "./rtorrent-rpc.ts";
import { TransmissionClient } from "./transmission.ts";
import { connectTransmission } from "./transmission-rpc.ts";
import type { Waiting } from "./waiting.ts";

/**
 * Connects to a client and logs in.
 * @throws ReseederError CLIENT_AWAY, CLIENT_LOGIN, CLIENT_ANSWER
 */
export async function openClient(
  address: ClientAddress,
  login: ClientLogin,
  { fetch, waiting }: { fetch: Fetch; waiting: Waiting },
): Promise<TorrentClient> {
  switch (address.kind) {
    case "qbittorrent":
      return new QBittorrentClient(await connectQBittorrent(address, login, fetch), waiting);
    case "transmission":
      return new TransmissionClient(await connectTransmission(address, login, fetch), waiting);
    case "deluge":
      return new DelugeClient(await connectDeluge(address, login, fetch, waiting), waiting);
    case "rtorrent":
      return new RTorrentClient(await connectRTorrent(address, login, fetch), waiting);
  }
}

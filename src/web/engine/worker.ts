import { serverAddress } from "../../core/protocol/server-address.ts";
import type { Transport } from "../../core/protocol/transport.ts";
import type { CheckedTorrent } from "./checked.ts";
import { ChosenLibrary } from "./library.ts";
import { match } from "./match.ts";
import type { EngineNews } from "./messages.ts";
import type { EngineOrder } from "./orders.ts";
import { Pause } from "./pause.ts";
import { walkHandles } from "./walk.ts";
import { webHashing } from "./web-hashing.ts";
import { zipOf } from "./zip.ts";

const TELL_EVERY_FILES = 500;

const transport: Transport = {
  fetch: (url, request) => fetch(url, { ...request, credentials: "same-origin" }),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

let library = new ChosenLibrary();
let checked = new Map<string, CheckedTorrent>();
let ending = new AbortController();
const pause = new Pause();
const tell = (news: EngineNews) => self.postMessage(news);

self.addEventListener("message", ({ data }: MessageEvent<EngineOrder>) => {
  take(data).catch((error: unknown) => {
    tell({ type: "problem", message: String((error as Error).message ?? error) });
    tell({ type: "ended", stopped: false });
  });
});

async function take(order: EngineOrder): Promise<void> {
  switch (order.type) {
    case "choose":
      ending.abort();
      library = new ChosenLibrary();
      return;
    case "add":
      for (const file of order.files) library.add(file);
      return;
    case "walk":
      return walk(order.handles);
    case "start":
      return start(order);
    case "pause":
      return pause.set(true);
    case "resume":
      return pause.set(false);
    case "stop":
      ending.abort();
      return pause.set(false);
    case "zip": {
      const parts = zipOf(
        order.infoHashes.flatMap((hash) => checked.get(hash) ?? []),
        library,
      );
      const blob = new Blob(parts as Uint8Array<ArrayBuffer>[], { type: "application/zip" });
      return tell({ type: "saved", name: "reseeder-torrents.zip", blob });
    }
    case "torrent": {
      const torrent = checked.get(order.infoHash);
      if (torrent === undefined) return;
      const { bytes, metainfo } = torrent.offer;
      const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/x-bittorrent" });
      return tell({ type: "saved", name: `${metainfo.name}.torrent`, blob });
    }
  }
}

async function walk(handles: readonly FileSystemDirectoryHandle[]): Promise<void> {
  ending = new AbortController();
  const { signal } = ending;
  const onProblem = (message: string) => tell({ type: "problem", message });
  for await (const file of walkHandles(handles, signal, onProblem)) {
    library.add(file);
    if (library.chosen % TELL_EVERY_FILES === 0) tell({ type: "walking", files: library.chosen });
  }
  if (!signal.aborted) tell({ type: "walked", files: library.chosen, bytes: library.bytes });
}

async function start({ base, passkey, token }: Extract<EngineOrder, { type: "start" }>): Promise<void> {
  ending = new AbortController();
  pause.set(false);
  const address = serverAddress(base, { passkey, token, userId: null });
  if (address === null) throw new Error("This page has no address that can be asked");
  const { signal } = ending;
  checked = await match({ library, transport, address, hashing: webHashing(), pause, signal, tell });
  tell({ type: "ended", stopped: signal.aborted });
}

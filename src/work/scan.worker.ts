import type { ReadJob } from "./reader-pool.ts";
import { TorrentFileReader } from "./torrent-file.ts";

declare const self: Worker;

const reader = new TorrentFileReader();

self.onmessage = ({ data }: MessageEvent<ReadJob>) => {
  postMessage(data.paths.map((path) => reader.read(path, data.withSha1)));
};

import { encodeResults, type ReadJob } from "./read-message.ts";
import { TorrentFileReader } from "./torrent-file.ts";

declare const self: Worker;

const reader = new TorrentFileReader();

self.onmessage = ({ data }: MessageEvent<ReadJob>) => {
  const message = encodeResults(data.paths.map((path) => reader.read(path, data.withSha1)));
  postMessage(message, [message.buffer]);
};

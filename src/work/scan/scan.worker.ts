import { TorrentFileReader } from "../files/torrent-file.ts";
import { encodeResults, type ReadJob } from "./read-message.ts";

declare const self: Worker;

const reader = new TorrentFileReader();

self.onmessage = ({ data }: MessageEvent<ReadJob>) => {
  const { folder, paths, hashes } = data;
  const message = encodeResults(paths.map((path) => reader.read(`${folder}/${path}`, hashes)));
  postMessage(message, [message.buffer]);
};

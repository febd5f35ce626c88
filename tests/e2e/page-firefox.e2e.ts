import { expect, setDefaultTimeout } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { FIREFOX, Firefox } from "../support/firefox.ts";
import { askPython, libtorrentPython } from "../support/libtorrent.ts";
import { testWith } from "../support/needs.ts";
import { fixture, pageWorld } from "../support/page-world.ts";
import { unzipped } from "../support/zip.ts";

setDefaultTimeout(300_000);

/** Reads .torrents and says their names. */
const NAMES = `
import sys, json, struct, libtorrent as lt
data = sys.stdin.buffer.read(); at = 0
while at < len(data):
    (n,) = struct.unpack_from("<I", data, at); at += 4
    print(json.dumps(lt.torrent_info(lt.bdecode(data[at:at+n])).name())); at += n`;

testWith(FIREFOX !== null, "Firefox")("Firefox finds what a folder can seed and saves the .torrents", async () => {
  await using world = pageWorld();
  const { dir } = world;
  dir.folder("downloads");
  await using firefox = await Firefox.open(dir.path("downloads"));
  await firefox.visit(world.url);
  await firefox.answerWithFolder(dir.path("library"));
  await firefox.click("//button[text()='Choose a folder']");
  await firefox.until("document.querySelector('form button')");
  await firefox.click("//button[text()='Find my torrents']");
  await firefox.until("document.body.innerText.includes('Choose another folder')");
  const rows = await firefox.evaluate<[status: string, name: string][]>(
    `return [...document.querySelectorAll(".list li")].map((item) =>
       [".status", "bdi"].map((part) => item.querySelector(part).textContent))`,
  );
  expect(new Map(rows.map(([status, name]) => [name, status]))).toEqual(
    new Map([
      ["Leaves of Grass by Walt Whitman.epub", "Ready"],
      ["numbers", "Ready"],
      ["<img src=x onerror=alert(1)>gpj._exe", "Ready"],
      ["pack", "Partial"],
      ["alice.txt", "Near"],
    ]),
  );
  await firefox.click("//button[contains(text(), 'as ZIP')]");
  const zip = dir.path("downloads", "reseeder-torrents.zip");
  while (!existsSync(zip) || readFileSync(zip).length === 0 || existsSync(`${zip}.part`)) await Bun.sleep(50);
  const files = unzipped(readFileSync(zip));
  const torrents = files.filter(({ name }) => name.endsWith(".torrent")).map(({ bytes }) => bytes);
  expect(torrents).toHaveLength(3);
  expect(torrents.some((bytes) => bytes.equals(fixture("leaves.torrent")))).toBe(true);
  const layout = JSON.parse(files.find(({ name }) => name === "layout.json")?.bytes.toString() ?? "");
  expect(layout.torrents.find(({ name }: { name: string }) => name.startsWith("Leaves")).files).toEqual([
    { path: "Leaves of Grass by Walt Whitman.epub", size: 362_017, local: "library/book.epub", whole: true },
  ]);
  const python = libtorrentPython();
  const read = python === null ? null : askPython(python, NAMES, torrents);
  if (read !== null) expect(read).toHaveLength(3);
  console.log(`${rows.length} torrents found, ${torrents.length} ready; libtorrent reads ${read?.length ?? "none"}`);
});

import { expect, test } from "bun:test";
import { Mounts } from "../../../src/work/files/mounts.ts";
import { DiskSpeeds } from "../../../src/work/torrents/disk-speeds.ts";

const line = (point: string, type: string) => `36 35 98:0 / ${point} rw - ${type} /dev/x rw\n`;
const speeds = (text: string | null, clock = () => 0) =>
  new DiskSpeeds(
    clock,
    new Mounts(clock, () => {
      if (text === null) throw new Error("ENOENT");
      return text;
    }),
  );

test("a local disk is read here from the first read on; one slow read, or one now and then, changes nothing", () => {
  const disks = speeds(line("/", "ext4"));
  for (let i = 0; i < 1_000; i++) {
    expect(disks.mayReadHere("/a/b")).toBe(true);
    disks.noteHere("/a/b", i % 10 === 0 ? 50 : 0.01);
  }
});

test("slow reads one after another send the next 64 of that disk elsewhere, and one more the next again", () => {
  const disks = speeds(line("/", "ext4") + line("/fast", "xfs"));
  const elsewhere = () => {
    let count = 0;
    while (!disks.mayReadHere("/a/b")) count++;
    return count;
  };
  disks.noteHere("/a/b", 4);
  expect(elsewhere()).toBe(0);
  disks.noteHere("/a/b", 4);
  expect(disks.mayReadHere("/fast/b")).toBe(true);
  expect(elsewhere()).toBe(64);
  disks.noteHere("/a/b", 4);
  expect(elsewhere()).toBe(64);
  for (let i = 0; i < 8; i++) disks.noteHere("/a/b", 0.01);
  disks.noteHere("/a/b", 4);
  expect(elsewhere()).toBe(0);
});

test("what is mounted from elsewhere is never read here", () => {
  const disks = speeds(line("/", "ext4") + line("/srv", "nfs4"));
  for (let i = 0; i < 100; i++) {
    expect(disks.mayReadHere("/srv/a")).toBe(false);
    disks.noteElsewhere("/srv/a");
  }
});

test("where nothing is known of mounts, a read that ended elsewhere is good for a second", () => {
  let now = 0;
  const disks = speeds(null, () => now);
  expect(disks.mayReadHere("/a/b")).toBe(false);
  disks.noteElsewhere("/a/b");
  expect(disks.mayReadHere("/a/b")).toBe(true);
  now = 1_001;
  expect(disks.mayReadHere("/a/b")).toBe(false);
});

import { chownSync, closeSync, fsyncSync, openSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Puts a finished file in place under its name, so that after a loss of power it is there whole or not at all. */
export function publish(temporary: string, path: string): void {
  sync(temporary, "r+");
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Makes names made or changed in a folder last. */
export function syncFolder(folder: string): void {
  try {
    sync(folder, "r");
  } catch {
    // Some systems and network disks know no such thing for folders.
  }
}

function sync(path: string, flags: "r" | "r+"): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a file made by root to the owner of another one, who has to be able to use it: a service has its own user. */
export function giveTo(like: string, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(like);
  chownSync(path, uid, gid);
}

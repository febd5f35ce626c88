/** A Python with libtorrent 2.0; null where there is none. */
export function libtorrentPython(): string | null {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      const { stdout } = Bun.spawnSync([python, "-c", "import libtorrent; print(libtorrent.version)"]);
      if (stdout.toString().startsWith("2.0.")) return python;
    } catch {
      // No such program: the next one may be there.
    }
  }
  return null;
}

/**
 * Runs a Python script that reads torrents from stdin, each behind its length in four bytes, and writes a line of JSON
 * for each.
 */
export function askPython<T>(python: string, script: string, torrents: readonly Uint8Array[]): T[] {
  const framed = torrents.flatMap((bytes) => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(bytes.length);
    return [head, bytes];
  });
  const { stdout } = Bun.spawnSync([python, "-c", script], { stdin: Buffer.concat(framed) });
  return stdout
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

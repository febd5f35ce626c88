import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file in a ZIP archive. */
export interface ZippedFile {
  name: string;
  bytes: Buffer;
  /** Year, month, day, hours, minutes, seconds. */
  time: number[];
}

const SCRIPT = `
import sys, json, base64, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([[i.filename, base64.b64encode(z.read(i)).decode(), list(i.date_time)] for i in z.infolist()]))
`;

/** The Python that `unzipped` runs; null where there is none. */
export const zipPython = Bun.which("python3");

/**
 * What Python's zipfile finds in an archive, with all sums checked.
 * @throws Error where it finds something to complain of
 */
export function unzipped(archive: Uint8Array): ZippedFile[] {
  const path = join(tmpdir(), `reseeder-test-${crypto.randomUUID()}.zip`);
  writeFileSync(path, archive);
  try {
    const { stdout, stderr, exitCode } = Bun.spawnSync([zipPython ?? "", "-c", SCRIPT, path]);
    if (exitCode !== 0) throw new Error(stderr.toString());
    const files: [string, string, number[]][] = JSON.parse(stdout.toString());
    return files.map(([name, content, time]) => ({ name, bytes: Buffer.from(content, "base64"), time }));
  } finally {
    rmSync(path);
  }
}

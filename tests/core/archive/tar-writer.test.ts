import { expect, test } from "bun:test";
import { TAR_END, tarEntry } from "../../../src/core/archive/tar-writer.ts";
import { python } from "../../support/python.ts";
import { tree } from "../../support/tree.ts";

test("Python's tarfile and the program tar read what is written", () => {
  const names = [
    "a.torrent",
    `${"n".repeat(92)}.torrent`,
    `${"n".repeat(93)}.torrent`,
    "ünï/é.torrent",
    `${"long/".repeat(60)}é.torrent`,
  ];
  const sizes = [0, 1, 511, 512, 513];
  const archive = names.flatMap((name, i) => [...tarEntry(name, Buffer.alloc(sizes[i] ?? 0, "x"))]);
  using dir = tree({ "x.tar": Buffer.concat([...archive, TAR_END]) });
  const listed = python(
    `
import tarfile, json
t = tarfile.open("x.tar")
print(json.dumps([[m.name, m.size, m.mode, m.isfile(), t.extractfile(m).read() == b"x" * m.size] for m in t]))`,
    dir.root,
  );
  expect(JSON.parse(listed)).toEqual(names.map((name, i) => [name, sizes[i], 0o644, true, true]));
  const { stdout, stderr } = Bun.spawnSync(["tar", "tf", "x.tar"], { cwd: dir.root, env: { LC_ALL: "C.UTF-8" } });
  expect([stderr.toString(), stdout.toString().trimEnd().split("\n").length]).toEqual(["", 5]);
});

test("time and permissions that are given are in the archive", () => {
  const entry = [...tarEntry("program", Buffer.from("x"), { mode: 0o755, modifiedAt: 1_795_782_896 })];
  using dir = tree({ "x.tar": Buffer.concat([...entry, TAR_END]) });
  const script = "import tarfile\nfor m in tarfile.open('x.tar'): print(m.name, oct(m.mode), m.mtime, m.uid, m.gid)";
  expect(python(script, dir.root).trim()).toBe("program 0o755 1795782896 0 0");
});

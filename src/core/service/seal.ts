// The sentence behind the checksum was another one in earlier versions.
const LINE = /^# Made by ReSeeder \S+; checksum ([0-9a-f]{16})[.:] [^\n]+\n/;

/** A text file with a first line by which it can be seen later whether somebody changed it. */
export function seal(text: string, version: string): string {
  return `# Made by ReSeeder ${version}; checksum ${checksum(text)}. Edited files are not overwritten.\n${text}`;
}

/** True for a file that `seal` made and that nobody has changed since, whatever version made it. */
export function isUnchanged(sealed: string): boolean {
  const found = LINE.exec(sealed);
  return found !== null && found[1] === checksum(sealed.slice(found[0].length));
}

function checksum(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, 16);
}

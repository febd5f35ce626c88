import { writeFileSync } from "node:fs";
import type { Tree } from "./tree.ts";

/** True where certificates can be made. */
export const HAS_OPENSSL: boolean = Bun.which("openssl") !== null;

/** Paths of PEM files. */
export interface Certified {
  /** The authority that signed it. */
  ca: string;
  cert: string;
  key: string;
}

/** An authority of one's own, and a certificate that it made for a host and for nobody else. */
export function certify(dir: Tree, name: string, host: string): Certified {
  const path = (what: string) => dir.path(`${name}-${what}.pem`);
  const made = { ca: path("ca"), cert: path("cert"), key: path("key") };
  const days = ["-days", "2"];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...newKey, ...days, "-subj", `/CN=${name}`, "-keyout", path("ca-key"), "-out", made.ca);
  openssl("req", ...newKey, "-subj", `/CN=${host}`, "-keyout", made.key, "-out", path("request"));
  writeFileSync(path("names"), `subjectAltName=DNS:${host}\n`);
  const signed = ["-CA", made.ca, "-CAkey", path("ca-key"), "-set_serial", "1", "-extfile", path("names")];
  openssl("x509", "-req", "-in", path("request"), ...signed, ...days, "-out", made.cert);
  return made;
}

function openssl(...words: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["openssl", ...words]);
  if (exitCode !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`);
}

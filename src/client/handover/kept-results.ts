import { parseMetainfo } from "../../core/torrent/parse.ts";
import { Spool } from "../../work/files/spool.ts";
import type { MatchResult, VerifiedStat } from "../match-result.ts";

/** What is to be handed over, in a file while it waits: torrents and their files are much to keep in memory. */
export class KeptResults implements Iterable<MatchResult>, Disposable {
  private readonly places: { at: number; torrent: number; rest: number }[] = [];
  private readonly spool: Spool;

  /** @param path beside which the file is made. @throws ReseederError `DATABASE_…` */
  constructor(path: string) {
    this.spool = Spool.beside(path);
  }

  [Symbol.dispose](): void {
    this.spool[Symbol.dispose]();
  }

  get length(): number {
    return this.places.length;
  }

  /** @throws ReseederError `DATABASE_…` */
  add({ torrent, status, seeders, files, reason }: MatchResult): void {
    const { bytes, infoHashV1, infoHashV2 } = torrent;
    const rest: Rest = {
      ...{ status, seeders, reason, infoHashV1, infoHashV2 },
      files: files.map((file) => ({ ...file, stat: file.stat === null ? null : written(file.stat) })),
    };
    const text = new TextEncoder().encode(JSON.stringify(rest));
    this.places.push({ at: this.spool.length, torrent: bytes.length, rest: text.length });
    this.spool.write(bytes);
    this.spool.write(text);
  }

  /** Each as it was added, read when it is asked for. */
  *[Symbol.iterator](): Generator<MatchResult> {
    for (const { at, torrent, rest } of this.places) {
      const bytes = this.spool.readAt(at, torrent);
      const text = new TextDecoder().decode(this.spool.readAt(at + torrent, rest));
      const { infoHashV1, infoHashV2, files, ...others } = JSON.parse(text) as Rest;
      yield {
        ...others,
        torrent: { metainfo: parseMetainfo(bytes, {}, { hashPieces: false }), bytes, infoHashV1, infoHashV2 },
        files: files.map((file) => ({ ...file, stat: file.stat === null ? null : readStat(file.stat) })),
      };
    }
  }
}

type StatTexts = [dev: string, ino: string, size: string, mtimeNs: string, ctimeNs: string];

interface Rest extends Omit<MatchResult, "torrent" | "files"> {
  infoHashV1: string | null;
  infoHashV2: string | null;
  files: (Omit<MatchResult["files"][number], "stat"> & { stat: StatTexts | null })[];
}

function written({ dev, ino, size, mtimeNs, ctimeNs }: VerifiedStat): StatTexts {
  return [`${dev}`, `${ino}`, `${size}`, `${mtimeNs}`, `${ctimeNs}`];
}

function readStat([dev, ino, size, mtimeNs, ctimeNs]: StatTexts): VerifiedStat {
  return {
    ...{ dev: BigInt(dev), ino: BigInt(ino), size: BigInt(size) },
    ...{ mtimeNs: BigInt(mtimeNs), ctimeNs: BigInt(ctimeNs) },
  };
}

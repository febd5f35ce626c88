import { ReseederError } from "../../core/errors.ts";
import { sha1Of, sha256Of } from "../../core/hashing/native-digests.ts";
import type { Log } from "../../core/log.ts";
import {
  commentOf,
  commentProblem,
  needsPasskey,
  type PersonalSettings,
  parseAnnounceUrls,
  personalTiers,
} from "../../core/personal/personal-settings.ts";
import { personalise } from "../../core/personal/personalise.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { BencodeReader } from "../../core/torrent/bencode.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import { readOuter } from "../../core/torrent/outer.ts";
import { DEFAULT_LIMITS } from "../../core/torrent/parse.ts";
import type { TorrentDescription } from "../../store/index/torrents.ts";

/**
 * How torrents are to be made personal; null when they go out as they are.
 * @throws ReseederError `FAILED` when the setting cannot be understood: nothing goes out then
 */
export function personalSettings(settings: Settings): PersonalSettings | null {
  if (settings.announce_urls.trim() === "") return null;
  const parsed = parseAnnounceUrls(settings.announce_urls);
  if ("problem" in parsed) throw new ReseederError("FAILED", `setting announce_urls: ${parsed.problem}`);
  const { comment_url: comment } = settings;
  return {
    tiers: parsed.tiers,
    comment: comment.trim() === "" || commentProblem(comment) !== null ? null : comment.trim(),
    keepWebSeeds: settings.keep_web_seeds === 1,
  };
}

/** Makes the torrents of one answer personal. */
export class PersonalTorrents {
  private readonly tiers: string[][];

  /** @throws ReseederError `UNAUTHORIZED` when the addresses need a passkey and there is none */
  constructor(
    private readonly settings: PersonalSettings,
    passkey: string | null,
    private readonly log: Log,
  ) {
    if (passkey === null && needsPasskey(settings)) {
      throw new ReseederError("UNAUTHORIZED", "passkey: expected one, because torrents of this server are personal");
    }
    this.tiers = personalTiers(settings, passkey ?? "");
  }

  /** The torrent as this user gets it; null, and a line in the log, when it would not be the same torrent any more. */
  of(torrent: Uint8Array, description: TorrentDescription): Uint8Array | null {
    const { tiers } = this;
    const { keepWebSeeds } = this.settings;
    const infoHash = shownInfoHash(description);
    const comment = commentOf(this.settings, { externalId: description.externalId, infoHash });
    try {
      const personal = personalise(torrent, { tiers, comment, keepWebSeeds });
      if (hasHashes(personal, description)) return personal;
    } catch (error) {
      this.log("error", `torrent ${description.id} could not be personalised: ${String(error)}`);
      return null;
    }
    this.log("error", `torrent ${description.id} would change its info-hash when personalised; it was skipped`);
    return null;
  }
}

/** Reads what is about to go out as a client would, and compares its info-hashes with those of the index. */
function hasHashes(bytes: Uint8Array, { infoHashV1, infoHashV2 }: TorrentDescription): boolean {
  const { info: range } = readOuter(new BencodeReader(bytes, DEFAULT_LIMITS.maxDepth, DEFAULT_LIMITS.maxTokens));
  const info = bytes.subarray(range.start, range.end);
  if (infoHashV1 === null && infoHashV2 === null) return false;
  if (infoHashV1 !== null && Buffer.compare(sha1Of(info), infoHashV1) !== 0) return false;
  return infoHashV2 === null || Buffer.compare(sha256Of(info), infoHashV2) === 0;
}

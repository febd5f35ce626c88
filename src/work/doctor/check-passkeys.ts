import { readFileSync, statSync } from "node:fs";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import { formatAmount, formatCount } from "../../core/quantity.ts";
import { redact } from "../../core/redact.ts";
import { DEFAULT_LIMITS, parseMetainfo } from "../../core/torrent/parse.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

/** .torrent files that are looked at, from all over the index, unless all are wanted. */
const SAMPLE = 1_000;

/** Whether .torrent files that are handed out carry somebody's passkey. Tells the tracker's name, never the URL. */
export async function checkPasskeys(store: Store, full: boolean): Promise<Finding> {
  const { ok, info, warning } = findings("passkeys");
  if (store.settings.read().settings.announce_urls.trim() !== "") {
    return ok("Torrents are handed out with announce_urls instead of their own announce URLs");
  }
  const ids = store.selfCheck.sample(full ? Number.MAX_SAFE_INTEGER : SAMPLE);
  let read = 0;
  const found: { path: string; host: string }[] = [];
  for (let start = 0; start < ids.length; start += 100) {
    for (const { path } of store.locations.ofTorrents(ids.slice(start, start + 100))) {
      const announce = announceOf(path);
      if (announce) read++;
      const personal = announce?.find(looksPersonal);
      if (personal !== undefined) found.push({ path, host: hostOf(personal) });
    }
    await yieldToEventLoop();
  }
  const [first] = found;
  if (first) {
    const example = `${displayPath(first.path)} (${first.host})`;
    return warning(
      `${formatCount(found.length)} of ${formatCount(read)} .torrent files have an announce URL with a passkey, such as ${example}`,
      "Everyone who gets such a file can use that passkey. Set announce_urls to give each user a personal one, or remove the passkeys from the files.",
    );
  }
  if (read === 0) return info("No .torrent file was readable to check for passkeys");
  return ok(`No passkey in the announce URLs of ${formatAmount(read, ".torrent file")}`);
}

/** Null for a file that is gone or is no torrent any more. */
function announceOf(path: string): string[] | null {
  try {
    const file = systemPath(path);
    if (statSync(file).size > DEFAULT_LIMITS.maxBytes) return null;
    return parseMetainfo(readFileSync(file)).announce.flat();
  } catch {
    return null;
  }
}

/** What would be masked in a log. */
function looksPersonal(url: string): boolean {
  return redact(url) !== url;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "a tracker";
}

import { readFileSync } from "node:fs";
import { displayPath } from "../../core/path-bytes.ts";
import { formatAmount, formatCount } from "../../core/quantity.ts";
import { scanFilter } from "../../core/watch/scan-filter.ts";
import type { Store } from "../../store/store.ts";
import { Mounts, namedMount } from "../files/mounts.ts";
import { walk } from "../files/walk.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

const LIMIT_FILE = "/proc/sys/fs/inotify/max_user_watches";
/** Where counting stops: no limit of inotify is larger than this by default. */
const MAX_FOLDERS = 1_000_000;

/** Whether the scan paths can be read, and whether the system lets all their folders be watched. */
export async function* checkPaths(store: Store, mounts = new Mounts()): AsyncGenerator<Finding> {
  const { ok, info, warning, error } = findings("paths");
  const roots = store.roots.list();
  if (roots.length === 0) yield info("No scan path yet", "Run `reseeder scan PATH`.");
  const filter = scanFilter(store.settings.read().settings);
  let folders = 0;
  for (const root of roots) {
    const shown = displayPath(root.path);
    const problems: string[] = [];
    let torrents = 0;
    let isReadable = true;
    for (const folder of walk(root.path, undefined, filter)) {
      if ("problem" in folder) {
        if (folder.folder === "") isReadable = false;
        problems.push(`${displayPath(folder.folder)}: ${folder.problem}`);
      } else torrents += folder.torrents.length;
      if (++folders % 256 === 0) await yieldToEventLoop();
      if (folders > MAX_FOLDERS) break;
    }
    const first = problems[0] ?? "";
    if (!isReadable) yield error(`${shown} cannot be read (${first.replace(/^: /, "")})`, UNREADABLE);
    else if (problems.length > 0) {
      yield warning(`${formatAmount(problems.length, "folder")} in ${shown} cannot be read (${first})`, UNREADABLE);
    } else if (torrents === 0 && store.locations.torrentsOf(root.id) > 0) {
      yield warning(`${shown} no longer contains a .torrent file`, "Check that it is mounted.");
    } else {
      const mount = mounts.untold(root.path);
      const polled = mount ? `; \`watch\` polls it, because ${namedMount(mount)} does not report every change` : "";
      yield ok(`${shown} is readable: ${formatAmount(torrents, ".torrent file")}${polled}`);
    }
  }
  const limit = watchLimit();
  if (roots.length > 0 && limit !== null) yield watches(folders, limit);
}

const UNREADABLE = "Check that it exists, is mounted, and is readable for this user.";

function watchLimit(): number | null {
  try {
    const limit = Number(readFileSync(LIMIT_FILE, "utf8"));
    return Number.isSafeInteger(limit) ? limit : null;
  } catch {
    // Not Linux: no such limit.
    return null;
  }
}

function watches(folders: number, limit: number): Finding {
  const { ok, warning } = findings("inotify");
  const what = `${formatAmount(folders, "folder")} to watch, inotify allows ${formatCount(limit)} per user`;
  // Other programs of the same user draw on the same limit.
  if (folders < limit * 0.9) return ok(what);
  const wanted = 2 ** Math.ceil(Math.log2(folders * 2));
  return warning(what, `Run sysctl -w fs.inotify.max_user_watches=${wanted}, and put that line into /etc/sysctl.d.`);
}

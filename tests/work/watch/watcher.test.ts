import { expect, test } from "bun:test";
import { explainWatch } from "../../../src/work/watch/watcher.ts";

test.each([
  ["ENOSPC", "WATCH_LIMIT", "fs.inotify.max_user_watches=524288"],
  ["EMFILE", "WATCH_LIMIT", "fs.inotify.max_user_instances=1024"],
  ["EIO", "WATCH_FAILED", "--poll"],
])("%s is %s and says what to try", (system, code, tries) => {
  const error = explainWatch("/srv/a\nb", Object.assign(new Error(`${system}: oh`), { code: system }));
  expect([error.code, error.message.includes("/srv/a\\x0ab")]).toEqual([code as never, true]);
  expect(error.hint).toContain(tries);
  if (code === "WATCH_LIMIT") expect(error.hint).toContain("/etc/sysctl.d/");
});

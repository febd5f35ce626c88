import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** A folder that is not below /tmp, which services have for themselves; wherever the checkout lies. Removed by `using`. */
export function outsideTmp(): { path: string } & Disposable {
  // The first is open to every user, as the checkout may not be.
  const candidates = ["/var/lib", join(ROOT, "dist/test"), join(homedir(), ".cache"), "/dev/shm"];
  for (const base of candidates.filter((path) => !/^\/(?:tmp|var\/tmp)\//.test(path))) {
    try {
      mkdirSync(base, { recursive: true });
      const path = mkdtempSync(join(base, "reseeder-test-"));
      return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
    } catch {
      // The next one, perhaps.
    }
  }
  throw new Error(`no folder outside of /tmp can be made in any of ${candidates.join(", ")}`);
}

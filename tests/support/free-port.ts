import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * From here to there no system chooses for itself. A port that it gave could go to the next connection of any program
 * before the one it is meant for listens there.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** A port of the loopback address that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST + 1);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  probe.once("error", () => resolve(false));
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  return await promise;
}

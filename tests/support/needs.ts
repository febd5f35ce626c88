import { describe, test } from "bun:test";

type Declare = (name: string, body: () => void, timeout?: number) => void;

/** `test` where it can run; elsewhere it is skipped, and its name says that there is no `what`. */
export function testWith(isThere: boolean, what: string): Declare {
  return isThere ? test : (name, body, timeout) => test.skip(`${name} (skipped: no ${what})`, body, timeout);
}

/** As `testWith`, for a group of tests. */
export function describeWith(isThere: boolean, what: string): (name: string, body: () => void) => void {
  return isThere ? describe : (name, body) => describe.skip(`${name} (skipped: no ${what})`, body);
}

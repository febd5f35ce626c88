import { expect, test } from "bun:test";
import { join } from "node:path";
import { type PushFormat, pushMany } from "../../scripts/push-many.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";

const ROOT = join(import.meta.dir, "../..");

// The short form of `bun scripts/push-many.ts`.
test.each(["tar", "zip", "empty"] as PushFormat[])(
  "a running server takes archives (%s) and answers /health meanwhile",
  async (format) => {
    const program = [process.execPath, join(ROOT, "src/main.ts")];
    // Enough bytes that the log is copied by its thread.
    const options = { program, torrents: 900, perPush: 450, small: false, format };
    const { added, rejected, known, health, bytes } = await pushMany(options);
    expect([added, known, rejected]).toEqual(format === "empty" ? [0, 0, 900] : [900, 0, 0]);
    expect(health.count).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(format === "empty" ? 400_000 : 20_000_000);
  },
  TEST_TIMEOUT_MS,
);

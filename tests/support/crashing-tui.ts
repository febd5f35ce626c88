// The program with a clock that fails once, a second after its start: what nobody foresaw, in the middle of its work.
import { processIo } from "../../src/cli/io/process-io.ts";
import { run } from "../../src/cli/program/run.ts";

const start = Date.now();
let failed = false;
const clock = () => {
  if (failed || Date.now() - start < 1_000) return Date.now();
  failed = true;
  throw new TypeError("the clock stopped");
};

process.exitCode = await run({ ...processIo(), clock });

import { processIo } from "./cli/process-io.ts";
import { run } from "./cli/run.ts";

// Not process.exit(): that would cut off what a slow pipe has not taken yet.
process.exitCode = await run(processIo());

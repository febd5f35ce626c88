import { processIo } from "./cli/process-io.ts";
import { replaceForScan } from "./cli/replace-process.ts";
import { run } from "./cli/run.ts";

replaceForScan(process.argv.slice(2));
// Not process.exit(): that would cut off what a slow pipe has not taken yet.
process.exitCode = await run(processIo());

import { processIo } from "./cli/io/process-io.ts";
import { replaceForLongWork } from "./cli/program/replace-process.ts";
import { run } from "./cli/program/run.ts";

replaceForLongWork(process.argv.slice(2));
// Not process.exit(): that would cut off what a slow pipe has not taken yet.
process.exitCode = await run(processIo());

import { resolve } from "node:path";
import { fixTotals } from "../../work/doctor/check-database.ts";
import { diagnose } from "../../work/doctor/doctor.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { hostFlag, wholeNumber } from "../flags.ts";
import { withStore } from "../open-store.ts";
import { formatFinding } from "../output/finding-output.ts";
import { writeJson } from "../output/output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  full: { type: "boolean", description: "Also check every index, .torrent file and the last backup" },
  fix: { type: "boolean", description: "Fix the stored counts first" },
  host: {
    type: "string",
    variable: true,
    valueHint: "ADDRESS",
    default: "127.0.0.1",
    description: "Expect the API server at this address",
  },
  port: {
    type: "string",
    variable: true,
    valueHint: "PORT",
    default: "8080",
    description: "Expect the API server on this port",
  },
} as const;

/** `reseeder doctor` */
const command = defineCommand({
  args,
  examples: [
    ["reseeder doctor", "Print every finding; exit code 4 on a warning or an error"],
    ["reseeder doctor --full", "Check everything, which takes longer"],
    ["reseeder doctor --json", "Print one line of JSON per finding"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const port = wholeNumber("port", flags.port, 1, 65_535);
    if (flags.fix && (await withStore(invocation, {}, fixTotals)) && !flags.json) {
      io.out.write("The stored totals were wrong and have been corrected\n");
    }
    const path = resolve(io.cwd, flags.db);
    const options = { path, full: flags.full, host: hostFlag(flags.host), port, clock: io.clock };
    let trouble = 0;
    for await (const finding of diagnose(options)) {
      if (finding.severity === "warning" || finding.severity === "error") trouble++;
      if (flags.json) writeJson(io.out, finding);
      else io.out.write(formatFinding(finding));
    }
    return trouble === 0 ? 0 : 4;
  },
});

export default command;

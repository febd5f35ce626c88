import { resolve } from "node:path";
import { fixTotals } from "../../work/doctor/check-database.ts";
import { diagnose } from "../../work/doctor/doctor.ts";
import { type Command, DB_FLAG, JSON_FLAG } from "../command.ts";
import { hostFlag, wholeNumber } from "../flags.ts";
import { withStore } from "../open-store.ts";
import { formatFinding } from "../output/finding-output.ts";
import { writeJson } from "../output/output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  full: { type: "boolean", description: "Compare every index, check the newest backup, read every .torrent file" },
  fix: { type: "boolean", description: "First put the kept counts right" },
  host: {
    type: "string",
    variable: true,
    valueHint: "ADDRESS",
    default: "127.0.0.1",
    description: "Where serve is expected",
  },
  port: {
    type: "string",
    variable: true,
    valueHint: "NUMBER",
    default: "8080",
    description: "Where serve is expected",
  },
} as const;

/** `reseeder doctor` */
const command: Command = {
  definition: {
    meta: {
      description: "Looks for trouble: database, disk, permissions, scan paths, backups, clock, port, passkeys.",
    },
  },
  args,
  examples: [
    ["reseeder doctor", "Every finding with what to do; exit code 4 with a warning or an error among them"],
    ["reseeder doctor --full", "The same, reading everything"],
    ["reseeder doctor --json", "One JSON line a finding"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const port = wholeNumber("port", String(flags["port"]), 1, 65_535);
    if (flags["fix"] && (await withStore(invocation, {}, fixTotals)) && !flags["json"]) {
      io.out.write("The kept counts were wrong and are right now\n");
    }
    const path = resolve(io.cwd, String(flags["db"]));
    const options = { path, full: flags["full"] === true, host: hostFlag(flags["host"]), port, clock: io.clock };
    let trouble = 0;
    for await (const finding of diagnose(options)) {
      if (finding.severity === "warning" || finding.severity === "error") trouble++;
      if (flags["json"]) writeJson(io.out, finding);
      else io.out.write(formatFinding(finding));
    }
    return trouble === 0 ? 0 : 4;
  },
};

export default command;

import { resolve } from "node:path";
import { listenAddress } from "../../core/access/listen-address.ts";
import { ReseederError } from "../../core/errors.ts";
import { hasDatabase } from "../../store/database/database.ts";
import { fixTotals } from "../../work/doctor/check-database.ts";
import { diagnose } from "../../work/doctor/doctor.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { hostFlag, wholeNumber } from "../flags.ts";
import type { Io } from "../io/io.ts";
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
    description: "Also look for the API server at this address",
  },
  port: {
    type: "string",
    variable: true,
    valueHint: "PORT",
    description: "Also look for the API server on this port",
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
    const path = resolve(io.cwd, flags.db);
    if (flags.fix && hasDatabase(path) && (await withStore(invocation, {}, fixTotals)) && !flags.json) {
      io.out.write("The stored totals were wrong and have been corrected\n");
    }
    const options = { path, full: flags.full, expected: expectedAddress(io, flags), clock: io.clock };
    let trouble = 0;
    for await (const finding of diagnose(options)) {
      if (finding.severity === "warning" || finding.severity === "error") trouble++;
      if (flags.json) writeJson(io.out, finding);
      else io.out.write(formatFinding(finding));
    }
    if (trouble === 0 && flags.json && !hasDatabase(path)) return new ReseederError("DATABASE_MISSING", path).exitCode;
    return trouble === 0 ? 0 : 4;
  },
});

function expectedAddress(
  io: Io,
  { host, port }: { host: string | undefined; port: string | undefined },
): string | null {
  if (host === undefined && port === undefined) return null;
  return listenAddress(hostFlag(host ?? "127.0.0.1", io.cwd), wholeNumber("port", port ?? "8080", 1, 65_535));
}

export default command;

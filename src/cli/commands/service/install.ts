import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import { NGINX_FILES } from "../../../core/service/nginx-files.ts";
import { SYSTEMD_UNITS } from "../../../core/service/service-units.ts";
import { placeFiles } from "../../../work/service/place-files.ts";
import { defineCommand } from "../../command.ts";
import { nextSteps, SERVICE_FLAGS, sealedFiles, servicePlan } from "./service-files.ts";

const args = {
  ...SERVICE_FLAGS,
  out: {
    type: "string",
    valueHint: "DIR",
    description: "Write all files to this folder",
  },
  force: { type: "boolean", description: "Overwrite files that were edited by hand" },
} as const;

/** Where systemd looks for an administrator's units. */
const SYSTEM = "/etc/systemd/system";

/** `reseeder service install` */
const command = defineCommand({
  details: "Without --out, writes the units to /etc/systemd/system. Starts nothing, and prints the next steps.",
  args,
  examples: [
    ["reseeder service install", "Install the units, as root"],
    ["reseeder service install --out units", "Write all files to a folder to review them first"],
    ["reseeder service install --force", "Overwrite files that were edited by hand"],
  ],
  async run({ io, flags }) {
    const out = flags.out;
    const plan = servicePlan({ io, flags });
    if (typeof out !== "string" && process.getuid?.() !== 0) {
      const hint = "Run it as root, or choose a folder with --out DIR.";
      throw new ReseederError("FAILED", `Only root may write to ${SYSTEM}`, { hint });
    }
    const folder = typeof out === "string" ? resolve(io.cwd, out) : SYSTEM;
    const templates = typeof out === "string" ? [...SYSTEMD_UNITS, ...NGINX_FILES] : SYSTEMD_UNITS;
    for (const { path, outcome } of placeFiles(
      folder,
      sealedFiles(templates, () => plan),
      { force: flags.force },
    )) {
      io.out.write(`${path}: ${outcome}\n`);
    }
    io.out.write(`\n${nextSteps(plan, typeof out === "string" ? { folder } : "installed")}`);
    return 0;
  },
});

export default command;

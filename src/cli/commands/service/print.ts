import { ReseederError } from "../../../core/errors.ts";
import { NGINX_FILES } from "../../../core/service/nginx-files.ts";
import { SYSTEMD_UNITS } from "../../../core/service/service-units.ts";
import { defineCommand } from "../../command.ts";
import { suggest } from "../../flags.ts";
import { matchFiles } from "./match-files.ts";
import { nextSteps, SERVICE_FLAGS, sealedFiles, servicePlan } from "./service-files.ts";

/** What can be asked for, and the file that it is. */
const NAMES: Readonly<Record<string, string>> = {
  api: "reseeder-api.service",
  watch: "reseeder-watch.service",
  backup: "reseeder-backup.service",
  "backup-timer": "reseeder-backup.timer",
  "nginx-zone": "reseeder-zone.conf",
  "nginx-location": "reseeder-location.conf",
};

/** The user's side, which is printed by itself: the words after it are those of `reseeder match`. */
const MATCH: Readonly<Record<string, string>> = {
  match: "reseeder-match.service",
  "match-timer": "reseeder-match.timer",
};

/** `reseeder service print [NAME…]` */
const command = defineCommand({
  details: "Without a name, prints all but match and match-timer.",
  args: SERVICE_FLAGS,
  operands: {
    names: { "NAME…": "File to print" },
    min: 0,
    max: Number.POSITIVE_INFINITY,
    choices: [...Object.keys(NAMES), ...Object.keys(MATCH)],
  },
  examples: [
    ["reseeder service print", "Show all files and the next steps"],
    ["reseeder service print api --port 9000 --user tracker", "Print one unit with other values"],
    [
      "reseeder service print match --user me -- /data/media --server URL --link /data/links --client KIND:URL",
      "Print a unit that matches every night",
    ],
    [
      "reseeder service print nginx-location > /etc/nginx/snippets/reseeder-location.conf",
      "Write the location for nginx",
    ],
  ],
  async run({ io, flags, operands }) {
    const [first = "", ...words] = operands;
    if (Object.hasOwn(MATCH, first)) {
      for (const { name, text } of matchFiles(io, flags, words)) if (name === MATCH[first]) io.out.write(text);
      return 0;
    }
    const chosen = operands.map(fileNamed);
    const all = [...SYSTEMD_UNITS, ...NGINX_FILES];
    const plan = () => servicePlan({ io, flags });
    // What is not printed is not judged.
    const templates = chosen.length === 0 ? all : all.filter(({ name }) => chosen.includes(name));
    for (const { name, text } of sealedFiles(templates, plan)) {
      io.out.write(chosen.length === 0 ? `# --- ${name}\n${text}\n` : text);
    }
    await io.out.accepted();
    if (chosen.length === 0) io.err.write(nextSteps(plan(), "printed"));
    return 0;
  },
});

export default command;

function fileNamed(word: string): string {
  const file = Object.hasOwn(NAMES, word) ? NAMES[word] : Object.values(NAMES).find((name) => name === word);
  if (file !== undefined) return file;
  const close = suggest(word, Object.keys(NAMES));
  const known = `expected one of ${Object.keys(NAMES).join(", ")}`;
  throw new ReseederError("USAGE", `${JSON.stringify(word)}: ${known}${close ? `; did you mean ${close}?` : ""}`);
}

import { ReseederError } from "../../core/errors.ts";
import { show } from "../../core/json-text.ts";
import { trackersEntry } from "../../core/personal/trackers-entry.ts";
import { personalSettings } from "../../work/torrents/personal-torrents.ts";
import { DB_FLAG, defineCommand } from "../command.ts";
import { look } from "../open-store.ts";

const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** `reseeder trackers-json` */
const command = defineCommand({
  args: {
    ...DB_FLAG,
    url: { type: "string", valueHint: "URL", description: "Set the public URL of the server" },
    id: { type: "string", valueHint: "ID", description: "Set the entry's ID (default: host of the URL)" },
    name: { type: "string", valueHint: "NAME", description: "Set the display name (default: the ID)" },
  },
  examples: [
    ["reseeder trackers-json --url https://tracker.example/reseeder_api/", "Print the entry of a server behind nginx"],
    ["reseeder trackers-json --url https://tracker.example/ --id example --name Example", "Set ID and display name"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const base = readBase(flags.url);
    const id = flags.id === undefined ? base.hostname.replace(/[^a-z0-9._-]/g, "-") : flags.id;
    if (!ID.test(id)) {
      const wanted = 'up to 64 lower-case letters, digits, ".", "_" or "-"';
      throw new ReseederError("USAGE", `--id: expected ${wanted}, got ${show(id)}`);
    }
    return look(invocation, (store) => {
      const { settings } = store.settings.read();
      const entry = trackersEntry(
        { id, name: flags.name ?? id, base: base.href },
        settings,
        personalSettings(settings),
      );
      if (base.protocol === "http:")
        io.err.write("Over plain http anyone on the network path can read passkeys and tokens\n");
      io.out.write(`${JSON.stringify(entry, null, 2)}\n`);
      return 0;
    });
  },
});

export default command;

function readBase(given: unknown): URL {
  if (given === undefined) {
    throw new ReseederError("USAGE", "--url is missing", {
      hint: "Give the URL that users use for the server.",
    });
  }
  const url = URL.parse(String(given));
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new ReseederError("USAGE", `--url: expected a URL such as https://tracker.example/, got ${show(given)}`);
  }
  url.pathname = url.pathname.replace(/\/?$/, "/");
  return url;
}

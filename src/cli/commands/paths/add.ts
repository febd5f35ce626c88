import { displayPath } from "../../../core/path-bytes.ts";
import { registerRoots } from "../../../work/roots/register-roots.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";

/** `reseeder paths add PATH…` */
const command = defineCommand({
  details: "`reseeder scan` indexes them.",
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: { names: { "PATH…": "Folders to register" }, min: 1, max: Number.POSITIVE_INFINITY },
  examples: [["reseeder paths add /srv/tracker/torrents", "Add a folder for the next scan and for watch"]],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const paths = operands.map((path) => resolvePath(io.cwd, path));
    const roots = await withStore(invocation, { create: true }, (store) => {
      const known = new Set(store.roots.list().map(({ path }) => path));
      return registerRoots(store, paths, io.clock()).map((root) => ({ ...root, isNew: !known.has(root.path) }));
    });
    for (const { id, path, isNew } of roots) {
      if (flags.json) writeJson(io.out, { id, path: displayPath(path), added: isNew });
      else io.out.write(`${displayPath(path)} ${isNew ? "added" : "already added"}\n`);
    }
    return 0;
  },
});

export default command;

import { ReseederError } from "../../../core/errors.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { Root } from "../../../store/index/roots.ts";
import { removeRoot } from "../../../work/roots/remove-root.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { suggest } from "../../flags.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import { withStore } from "../../open-store.ts";
import { formatAmount, writeJson } from "../../output/output.ts";

/** `reseeder paths remove PATH…` */
const command = defineCommand({
  details: "Nothing on disk is touched. Torrents found nowhere else are no longer offered; they keep their IDs.",
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: {
    names: { "PATH…": "Scan paths to remove" },
    min: 1,
    max: Number.POSITIVE_INFINITY,
    choices: [],
    offers: { asks: "paths list --columns path" },
  },
  examples: [["reseeder paths remove /srv/old", "Remove a folder; adding it again restores its torrents"]],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    return withStore(invocation, {}, async (store) => {
      const roots = store.roots.list();
      const chosen = operands.map((path) => find(roots, resolvePath(io.cwd, path), path));
      for (const root of new Set(chosen)) {
        const { files, missing } = await removeRoot(store, root);
        const path = displayPath(root.path);
        if (flags.json) writeJson(io.out, { id: root.id, path, files, missing });
        else {
          const went = `${formatAmount(missing, "torrent")} missing now`;
          io.out.write(`${path} removed: ${formatAmount(files, "file")} forgotten, ${went}\n`);
        }
      }
      return 0;
    });
  },
});

export default command;

/** Also takes a path as `paths list` shows it, for names that are no UTF-8. */
function find(roots: readonly Root[], absolute: string, given: string): Root {
  const root = roots.find(({ path }) => path === absolute || displayPath(path) === given);
  if (root) return root;
  const close = suggest(
    absolute,
    roots.map(({ path }) => path),
  );
  const message = `${absolute} is not a scan path${close ? `; did you mean ${displayPath(close)}?` : ""}`;
  throw new ReseederError("NOT_FOUND", message, { hint: "`reseeder paths list` shows the scan paths." });
}

import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import { BUILT_IN_QUERIES } from "../../../core/tracker/kinds.ts";
import { Store } from "../../../store/store.ts";
import { DB_FLAG, defineCommand } from "../../command.ts";

const KINDS = Object.keys(BUILT_IN_QUERIES);

/** `reseeder tracker queries [KIND]` */
const command = defineCommand({
  details: "Edit them and set tracker to sql to use your own.",
  args: DB_FLAG,
  operands: { names: { KIND: "Kind of tracker (default: the setting tracker)" }, min: 0, max: 1, choices: KINDS },
  examples: [
    ["reseeder tracker queries unit3d > mine.sql", "To begin with: change it, then set tracker_queries and tracker"],
    ["reseeder tracker queries", "Those of the setting tracker"],
  ],
  async run({ io, flags, operands: [given] }) {
    const kind = given ?? trackerOf(resolve(io.cwd, flags.db));
    const text = Object.hasOwn(BUILT_IN_QUERIES, kind) ? BUILT_IN_QUERIES[kind] : undefined;
    if (text === undefined) {
      throw new ReseederError("USAGE", `KIND: expected ${KINDS.join(", ")}, got ${JSON.stringify(kind)}`);
    }
    io.out.write(text);
    return 0;
  },
});

export default command;

function trackerOf(path: string): string {
  const store = Store.open(path, { readonly: true });
  try {
    return store.settings.read().settings.tracker;
  } finally {
    store.close();
  }
}

import { ReseederError } from "../../../core/errors.ts";
import { BUILT_IN_QUERIES } from "../../../core/tracker/kinds.ts";
import { DB_FLAG, defineCommand } from "../../command.ts";
import { look } from "../../open-store.ts";

const KINDS = Object.keys(BUILT_IN_QUERIES);

/** `reseeder tracker queries [KIND]` */
const command = defineCommand({
  details: "Edit them and set tracker to sql to use your own.",
  args: DB_FLAG,
  operands: { names: { KIND: "Kind of tracker (default: the setting tracker)" }, min: 0, max: 1, choices: KINDS },
  examples: [
    ["reseeder tracker queries unit3d > mine.sql", "Save the queries of UNIT3D to edit them"],
    ["reseeder tracker queries", "Print the queries of the setting tracker"],
  ],
  async run(invocation) {
    const { io, operands } = invocation;
    const print = (kind: string) => {
      const text = Object.hasOwn(BUILT_IN_QUERIES, kind) ? BUILT_IN_QUERIES[kind] : undefined;
      if (text === undefined) {
        throw new ReseederError("USAGE", `KIND: expected one of ${KINDS.join(", ")}, got ${JSON.stringify(kind)}`);
      }
      io.out.write(text);
      return 0;
    };
    const [given] = operands;
    return given === undefined
      ? look(invocation, (store) => print(store.settings.read().settings.tracker))
      : print(given);
  },
});

export default command;

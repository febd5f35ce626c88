// Everything against real programs, more of it than the suite has time for:
//   bun run e2e [PART…]
import { ROOT } from "./build.ts";
import { PARTS } from "./e2e/parts.ts";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}

let failed = 0;
for (const [name, { tests }] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  const child = Bun.spawn([process.execPath, "test", "--timeout=1800000", ...tests], {
    cwd: ROOT,
    env: { ...process.env, RESEEDER_E2E: "1" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if ((await child.exited) !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);

import { HAS_MARIADB, Mariadb } from "../../support/database/mariadb.ts";
import { HAS_POSTGRES, Postgres } from "../../support/database/postgres.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { GAZELLE, GAZELLE_OPS } from "../../support/platforms/gazelle.ts";
import { NEXUSPHP, NEXUSPHP_1_5 } from "../../support/platforms/nexusphp.ts";
import type { Platform } from "../../support/platforms/platform.ts";
import { guardScenario, roundsScenario } from "../../support/platforms/rounds-scenario.ts";
import { TORRENTPIER } from "../../support/platforms/torrentpier.ts";
import { TRACKARR } from "../../support/platforms/trackarr.ts";
import { UNIT3D } from "../../support/platforms/unit3d.ts";
import { usersScenario } from "../../support/platforms/users-scenario.ts";
import { zipPython } from "../../support/zip.ts";

testWith(HAS_MARIADB, "MariaDB")(
  "what a UNIT3D does not offer leaves by no way out after its round",
  async () => {
    await using server = await Mariadb.start();
    await roundsScenario(server, UNIT3D, "unit3d", "UNIT3D");
    await guardScenario(server, UNIT3D, "guarded");
  },
  TEST_TIMEOUT_MS,
);

testWith(HAS_POSTGRES, "PostgreSQL")(
  "what a Trackarr does not offer leaves by no way out after its round",
  async () => {
    await using server = await Postgres.start();
    await roundsScenario(server, TRACKARR, "trackarr", "Trackarr");
  },
  TEST_TIMEOUT_MS,
);

/** The others take a minute together: `bun run e2e`. */
const OTHERS: readonly [title: string, Platform][] = [
  ["NexusPHP", NEXUSPHP],
  ["NexusPHP 1.5", NEXUSPHP_1_5],
  ["Gazelle", GAZELLE],
  ["Gazelle of OPSnet", GAZELLE_OPS],
  ["TorrentPier", TORRENTPIER],
];
const withEverything = process.env["RESEEDER_E2E"] === "1";

for (const [title, platform] of OTHERS) {
  const name = title.toLowerCase().replace(/\W+/g, "_");
  testWith(withEverything && HAS_MARIADB && zipPython !== null, "bun run e2e, MariaDB or Python")(
    `${title}: what is not offered leaves by no way out, and its users are those of its database`,
    async () => {
      await using server = await Mariadb.start();
      await roundsScenario(server, platform, name, title);
      await guardScenario(server, platform, `guarded_${name}`);
      await usersScenario(server, platform, `users_${name}`);
    },
    TEST_TIMEOUT_MS,
  );
}

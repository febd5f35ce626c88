import { HAS_MARIADB, Mariadb } from "../../support/database/mariadb.ts";
import { HAS_POSTGRES, Postgres } from "../../support/database/postgres.ts";
import { testWith } from "../../support/needs.ts";
import { guardScenario, roundsScenario } from "../../support/platforms/rounds-scenario.ts";
import { TRACKARR } from "../../support/platforms/trackarr.ts";
import { UNIT3D } from "../../support/platforms/unit3d.ts";

testWith(HAS_MARIADB, "MariaDB")(
  "what a UNIT3D does not offer leaves by no way out after its round",
  async () => {
    await using server = await Mariadb.start();
    await roundsScenario(server, UNIT3D, "unit3d", "UNIT3D");
    await guardScenario(server, UNIT3D, "guarded");
  },
  120_000,
);

testWith(HAS_POSTGRES, "PostgreSQL")(
  "what a Trackarr does not offer leaves by no way out after its round",
  async () => {
    await using server = await Postgres.start();
    await roundsScenario(server, TRACKARR, "trackarr", "Trackarr");
  },
  120_000,
);

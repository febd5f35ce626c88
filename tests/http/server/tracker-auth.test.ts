import { HAS_MARIADB, Mariadb } from "../../support/database/mariadb.ts";
import { HAS_POSTGRES, Postgres } from "../../support/database/postgres.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { TRACKARR } from "../../support/platforms/trackarr.ts";
import { UNIT3D } from "../../support/platforms/unit3d.ts";
import { usersScenario } from "../../support/platforms/users-scenario.ts";
import { zipPython } from "../../support/zip.ts";

testWith(HAS_MARIADB && zipPython !== null, "MariaDB or Python")(
  "the users of a UNIT3D are those of its database",
  async () => {
    await using server = await Mariadb.start();
    await usersScenario(server, UNIT3D, "unit3d");
  },
  TEST_TIMEOUT_MS,
);

testWith(HAS_POSTGRES && zipPython !== null, "PostgreSQL or Python")(
  "the users of a Trackarr are those of its database",
  async () => {
    await using server = await Postgres.start();
    await usersScenario(server, TRACKARR, "trackarr");
  },
  TEST_TIMEOUT_MS,
);

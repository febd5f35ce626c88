import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkUnits } from "../../../src/core/service/service-plan.ts";
import { Store } from "../../../src/store/store.ts";
import { planServices } from "../../../src/work/service/plan-services.ts";
import { outsideTmp } from "../../support/outside-tmp.ts";
import { PLAN } from "../../support/service-plan.ts";

const { bin, user, host, port, prefix } = PLAN;
const plan = (db: string) => planServices({ bin, user, host, port, prefix, db });

test("without a database, all is as the defaults have it", () => {
  expect(plan("/nonexistent/reseeder.db")).toEqual({ ...PLAN, db: "/nonexistent/reseeder.db" });
});

test("the database tells where backups go, which torrents lie beside it, how large a body may be", () => {
  using dir = outsideTmp();
  const db = join(dir.path, "reseeder.db");
  const store = Store.open(db, { create: true });
  const set = (key: string, value: string) => store.write(() => store.settings.write(key as "backup_dir", value));
  try {
    for (const root of ["/srv/torrents", join(dir.path, "torrents"), dir.path, `${dir.path}-other`]) {
      store.write(() => store.roots.register(root, 0));
    }
    expect(plan(db)).toMatchObject({ writable: [], readable: [join(dir.path, "torrents")], maxBody: PLAN.maxBody });
    set("backup_dir", "/mnt/nas/backups");
    set("max_body_bytes", String(64 * 1024 * 1024));
    expect(plan(db)).toMatchObject({ writable: ["/mnt/nas/backups"], maxBody: 64 * 1024 * 1024 });
    set("max_push_bytes", "5000");
    expect(plan(db).maxPush).toBe(5000);
    // Whoever may write the database must not thereby write units.
    set("backup_dir", "/mnt/x\nUser=root");
    expect(() => checkUnits(plan(db))).toThrow("not possible in a systemd unit");
  } finally {
    store.close();
  }
});

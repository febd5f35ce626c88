import type { ServicePlan } from "../../src/core/service/service-plan.ts";

/** A plan as the defaults of `reseeder service` make it. */
export const PLAN: ServicePlan = {
  bin: "/usr/local/bin/reseeder",
  db: "/var/lib/reseeder/reseeder.db",
  user: "reseeder",
  host: "127.0.0.1",
  port: 8080,
  prefix: "/reseeder_api/",
  writable: [],
  readable: [],
  maxBody: 16 * 1024 * 1024,
  maxPush: 1024 * 1024 * 1024,
};

import { Elysia } from "elysia";
import type { RequestCounts } from "../../work/requests/request-counts.ts";
import { Access } from "../../work/users/access.ts";
import { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { accessRoutes } from "../routes/access.ts";
import { archiveRoutes } from "../routes/archive.ts";
import { docsRoutes } from "../routes/docs.ts";
import { feedRoutes } from "../routes/feeds.ts";
import { handshakeRoutes } from "../routes/handshake.ts";
import { healthRoutes } from "../routes/health.ts";
import { historyRoutes } from "../routes/history.ts";
import { listRoutes } from "../routes/list.ts";
import { metricsRoutes } from "../routes/metrics.ts";
import { phaseRoutes } from "../routes/phases.ts";
import { pushRoutes } from "../routes/push.ts";
import { reportRoutes } from "../routes/report.ts";
import { rootRoutes } from "../routes/root.ts";
import { swarmRoutes } from "../routes/swarm.ts";
import { torrentDownloadRoutes } from "../routes/torrent-download.ts";
import { torrentRoutes } from "../routes/torrents.ts";
import { userRoutes } from "../routes/users.ts";

/** Every resource of the API. */
export function apiRoutes(services: HttpServices, counts: RequestCounts) {
  const guard = new Guard(
    new Access(services.requestLog, services.lookups, services.log, services.clock, services.stores),
  );
  return new Elysia({ handler: { standardHostname: false } })
    .use(docsRoutes())
    .use(healthRoutes())
    .use(rootRoutes())
    .use(handshakeRoutes(guard))
    .use(phaseRoutes(guard, services))
    .use(reportRoutes(guard, services))
    .use(archiveRoutes(guard, services))
    .use(historyRoutes(guard, services))
    .use(pushRoutes(guard, services))
    .use(listRoutes(guard, services))
    .use(torrentRoutes(guard, services))
    .use(torrentDownloadRoutes(guard, services))
    .use(swarmRoutes(guard, services))
    .use(accessRoutes(guard, services))
    .use(feedRoutes(guard))
    .use(userRoutes(guard, services))
    .use(metricsRoutes(guard, counts, services));
}

import { Elysia } from "elysia";
import { explain } from "../../store/database/database.ts";
import { withContext } from "../request/with-context.ts";

/** `GET /health`: what is on offer now. */
export function healthRoutes() {
  return new Elysia({ name: "health" }).use(withContext()).get("/health", ({ context }) => {
    const { store } = context;
    const { torrents, files, roots } = explain(store.path, () => ({
      ...store.statistics.totals(),
      roots: store.roots.count(),
    }));
    return context.json({ status: "ok", stats: { torrents, files, scan_paths: roots } });
  });
}

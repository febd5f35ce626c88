import { createRoot } from "react-dom/client";
import type { PageConfig } from "../state/page-config.ts";
import { ENGLISH } from "../state/texts.ts";
import { App } from "./app.tsx";

const root = document.getElementById("page");
if (root !== null) {
  const config = JSON.parse(root.dataset["config"] ?? "{}") as PageConfig;
  const base = new URL(".", location.href).href.replace(/\/$/, "");
  const engine = new Worker(new URL("page/worker.js", location.href), { type: "module" });
  createRoot(root).render(<App config={config} texts={ENGLISH} engine={engine} base={base} />);
}

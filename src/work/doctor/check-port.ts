import { type Finding, findings } from "./finding.ts";

const RETRY_FOR_MS = 2_000;

/** Whether `serve` answers where it is expected, and else whether it could listen there. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const { ok, info, warning } = findings("port");
  const where = `${host}, port ${port}`;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(RETRY_FOR_MS), redirect: "error" });
    const body = (await response.json().catch(() => null)) as { status?: unknown; stats?: unknown } | null;
    if (body?.status === "ok" && body.stats !== undefined) return ok(`serve answers on ${where}`);
    return warning(
      `Something answers on ${where}, but it is not a healthy ReSeeder`,
      "Check its log, or choose another port.",
    );
  } catch (error) {
    if ((error as Error).name === "TimeoutError") {
      return warning(`Something listens on ${where} but does not answer`, "Check its log, or choose another port.");
    }
  }
  try {
    Bun.listen({ hostname: host, port, exclusive: true, socket: { data() {} } }).stop(true);
    return info(`Nothing listens on ${where}; it is free for serve`);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "EADDRINUSE") {
      return warning(`Something other than HTTP listens on ${where}`, "Choose another port with `serve --port`.");
    }
    return warning(`serve could not listen on ${where}: ${code ?? error}`, "Choose another address or port.");
  }
}

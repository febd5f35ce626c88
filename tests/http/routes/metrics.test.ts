import { describe, expect, test } from "bun:test";
import { testWith } from "../../support/needs.ts";
import { PROMTOOL, promtool, samplesOf } from "../../support/promtool.ts";
import { asker, busyServer, METRICS_TOKEN } from "../../support/scraped.ts";
import { Served } from "../../support/served.ts";

describe("GET /metrics", () => {
  test("tells what is in the index and what was done", async () => {
    using served = await busyServer();
    const { status, headers, text } = await asker(served)("/metrics");
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
      "no-store",
    ]);
    const samples = samplesOf(text);
    for (const [series, value] of [
      ['reseeder_index_torrents{state="offered"}', 1],
      ['reseeder_index_torrents{state="flagged"}', 1],
      ['reseeder_index_torrents{state="missing"}', 0],
      ["reseeder_index_files", 2],
      ["reseeder_index_payload_bytes", 300],
      ["reseeder_index_counted_torrents", 1],
      ["reseeder_index_dead_torrents", 1],
      ["reseeder_index_stored_torrents", 1],
      ["reseeder_scan_paths", 1],
      ['reseeder_matches_total{tier="name"}', 2],
      ['reseeder_matches_total{tier="size"}', 1],
      ['reseeder_matched_torrents_total{tier="name"}', 1],
      ['reseeder_matched_torrents_total{tier="size"}', 1],
      ['reseeder_matched_files_total{tier="name"}', 2],
      ['reseeder_matched_files_total{tier="size"}', 1],
      ["reseeder_reports_total", 1],
      ["reseeder_confirmed_torrents_total", 1],
      ["reseeder_rejected_torrents_total", 0],
      ["reseeder_revived_torrents_total", 2],
      ['reseeder_run_last_success_timestamp_seconds{kind="scan"}', 1_600_000_002.5],
      ['reseeder_run_last_success_timestamp_seconds{kind="backup"}', undefined],
      ['reseeder_run_last_duration_seconds{kind="scan"}', 2.5],
      ['reseeder_run_last_outcome{kind="scan",outcome="partly"}', 1],
      ['reseeder_run_last_outcome{kind="backup",outcome="failed"}', 1],
      ['reseeder_run_last_outcome{kind="backup",outcome="done"}', 0],
      ["reseeder_scan_path_oldest_timestamp_seconds", 1_600_000_002],
      ['reseeder_http_requests_total{method="POST",route="/match/phase1",status="200"}', 2],
      ['reseeder_http_requests_total{method="POST",route="/match/phase1",status="400"}', 1],
      ['reseeder_http_requests_total{method="GET",route="other",status="404"}', 1],
      ['reseeder_http_errors_total{code="NOT_FOUND"}', 1],
      ["reseeder_http_requests_in_flight", 1],
      ["reseeder_request_log_lost_rows_total", 0],
      ["reseeder_database_bytes", Bun.file(served.path).size],
    ] as const) {
      expect([series, samples.get(series)]).toEqual([series, value]);
    }
    expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
    expect(text).not.toContain("secret-path");
  });

  testWith(PROMTOOL !== null, "promtool")("promtool finds nothing wrong with it", async () => {
    using served = await busyServer();
    const { text } = await asker(served)("/metrics");
    expect(promtool(["check", "metrics"], text)).toEqual({ code: 0, printed: "" });
  });

  test("counts itself, and HEAD says as much without a body", async () => {
    using served = await busyServer();
    const ask = asker(served);
    const size = (await ask("/metrics")).text.length;
    const head = await ask("/metrics", "HEAD");
    expect(head.status).toBe(200);
    const samples = samplesOf((await ask("/metrics")).text);
    expect(samples.get('reseeder_http_requests_total{method="GET",route="/metrics",status="200"}')).toBe(1);
    expect(samples.get('reseeder_http_sent_bytes_total{method="GET",route="/metrics"}')).toBe(size);
    expect(samples.get('reseeder_http_sent_bytes_total{method="HEAD",route="/metrics"}')).toBe(0);
  });

  test("asks for a token with the scope metrics, whatever auth says", async () => {
    using served = await busyServer();
    const ask = asker(served);
    const statuses = [];
    for (const authorization of [undefined, "Bearer x", `Bearer ${METRICS_TOKEN.replace("reseeder_", "")}`]) {
      const headers = authorization === undefined ? {} : { authorization };
      statuses.push((await served.ask("GET", "/metrics", undefined, { headers })).status);
    }
    served.sql("UPDATE tokens SET scopes = 'match,manage'");
    statuses.push((await ask("/metrics")).status);
    expect(statuses).toEqual([401, 401, 401, 403]);
  });

  test("without the database it is 503, and no number is made up", async () => {
    using served = await busyServer();
    const ask = asker(served);
    for (const suffix of ["", "-wal", "-shm"]) served.dir.remove(`reseeder.db${suffix}`);
    expect((await ask("/metrics")).said.code).toBe("DATABASE_MISSING");
  });

  test("an empty index has no run and no path, and says so by leaving them out", async () => {
    using served = new Served();
    const { text } = await asker(served)("/metrics");
    expect(text).not.toMatch(/^reseeder_(run_last|scan_path_oldest)/m);
    expect(samplesOf(text).get('reseeder_matches_total{tier="name"}')).toBe(0);
  });
});

test("rows of the log that wait or are lost are told", async () => {
  using served = new Served();
  const ask = asker(served);
  const told = async (name: string) => samplesOf((await ask("/metrics")).text).get(name);
  // That the token was used; then the row of the first request too.
  expect(await told("reseeder_request_log_waiting_rows")).toBe(1);
  expect(await told("reseeder_request_log_waiting_rows")).toBe(2);
  // More than the log keeps waiting.
  const row = { at: 1, userId: null, tier: "name", filesAsked: 0, filesMatched: 0, torrentIds: [] } as const;
  for (let i = 0; i < 20_010; i++) served.requestLog.match({ ...row, torrentIds: [] });
  expect(await told("reseeder_request_log_lost_rows_total")).toBeGreaterThanOrEqual(10);
});

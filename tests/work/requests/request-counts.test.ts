import { expect, test } from "bun:test";
import { prometheusText } from "../../../src/core/api/prometheus.ts";
import type { RequestRow } from "../../../src/store/people/requests.ts";
import { DURATION_BOUNDS, RequestCounts } from "../../../src/work/requests/request-counts.ts";
import { samplesOf } from "../../support/promtool.ts";

const ROW: RequestRow = {
  at: 1,
  method: "POST",
  path: "/match/phase1",
  status: 200,
  durationUs: 5_000,
  bytesIn: 10,
  bytesOut: 100,
  client: null,
  userId: null,
  files: null,
  torrents: null,
  error: null,
};

function counted(rows: Partial<RequestRow>[]): Map<string, number> {
  const counts = new RequestCounts();
  for (const row of rows) {
    counts.began();
    counts.ended("/match/phase1", { ...ROW, ...row });
  }
  return samplesOf(prometheusText(counts.families()));
}

test("durations fall into the bucket whose bound they do not exceed", () => {
  const samples = counted([{}, { durationUs: 5_001 }, { durationUs: 0 }, { durationUs: 1e9 }]);
  const upTo = (bound: number | "+Inf") =>
    samples.get(`reseeder_http_request_duration_seconds_bucket{method="POST",route="/match/phase1",le="${bound}"}`);
  expect([0.001, 0.0025, 0.005, 0.01, 300, "+Inf" as const].map(upTo)).toEqual([1, 1, 2, 3, 3, 4]);
  expect(samples.get('reseeder_http_request_duration_seconds_sum{method="POST",route="/match/phase1"}')).toBeCloseTo(
    1000.010001,
  );
  expect([...DURATION_BOUNDS].sort((a, b) => a - b)).toEqual([...DURATION_BOUNDS]);
});

test("requests by status, bytes, errors by code, and what is still on its way", () => {
  const counts = new RequestCounts();
  for (let i = 0; i < 4; i++) counts.began();
  counts.ended("/match/phase1", ROW);
  counts.ended("/match/phase1", { ...ROW, status: 400, error: "TOO_MANY_FILES" });
  counts.ended("/match/phase1", { ...ROW, error: "SERVER_ERROR: the response was cut off" });
  const samples = samplesOf(prometheusText(counts.families()));
  const labels = 'method="POST",route="/match/phase1"';
  for (const [series, value] of [
    [`reseeder_http_requests_total{${labels},status="200"}`, 2],
    [`reseeder_http_requests_total{${labels},status="400"}`, 1],
    [`reseeder_http_received_bytes_total{${labels}}`, 30],
    [`reseeder_http_sent_bytes_total{${labels}}`, 300],
    ['reseeder_http_errors_total{code="TOO_MANY_FILES"}', 1],
    ['reseeder_http_errors_total{code="SERVER_ERROR"}', 1],
    ["reseeder_http_requests_in_flight", 1],
  ] as const) {
    expect([series, samples.get(series)]).toEqual([series, value]);
  }
});

test("nothing that a stranger chooses becomes a label", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ method: `M${i}`, path: `/p${i}`, error: `E${i}: x` }));
  const few = counted(rows.slice(0, 1));
  expect([...counted(rows).keys()]).toEqual([...few.keys()]);
  expect(few.get('reseeder_http_errors_total{code="other"}')).toBe(1);
});

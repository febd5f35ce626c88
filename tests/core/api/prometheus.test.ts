import { expect, test } from "bun:test";
import { type Family, prometheusText } from "../../../src/core/api/prometheus.ts";
import { testWith } from "../../support/needs.ts";
import { PROMTOOL, promtool } from "../../support/promtool.ts";

const FAMILIES: Family[] = [
  { name: "x_torrents", help: "With a \\ and\na line.", type: "gauge", series: [[{}, 182540]] },
  { name: "x_empty_total", help: "None yet.", type: "counter", series: [] },
  {
    name: "x_requests_total",
    help: "Requests.",
    type: "counter",
    series: [
      [{ route: '/a"b\\c\nd', status: "200" }, 1e21],
      [{ route: "é", status: "404" }, 0.25],
    ],
  },
  {
    name: "x_limits",
    help: "Limits.",
    type: "gauge",
    series: [
      [{ of: "most" }, Number.POSITIVE_INFINITY],
      [{ of: "least" }, Number.NEGATIVE_INFINITY],
      [{ of: "none" }, Number.NaN],
    ],
  },
  {
    name: "x_duration_seconds",
    help: "Durations.",
    type: "histogram",
    series: [[{ route: "/a" }, { bounds: [0.5, 1], counts: [3, 0, 2], sum: 9.5 }]],
  },
];

test("text as the format's description has it", () => {
  expect(prometheusText(FAMILIES)).toBe(
    [
      "# HELP x_torrents With a \\\\ and\\na line.",
      "# TYPE x_torrents gauge",
      "x_torrents 182540",
      "# HELP x_empty_total None yet.",
      "# TYPE x_empty_total counter",
      "# HELP x_requests_total Requests.",
      "# TYPE x_requests_total counter",
      'x_requests_total{route="/a\\"b\\\\c\\nd",status="200"} 1e+21',
      'x_requests_total{route="é",status="404"} 0.25',
      "# HELP x_limits Limits.",
      "# TYPE x_limits gauge",
      'x_limits{of="most"} +Inf',
      'x_limits{of="least"} -Inf',
      'x_limits{of="none"} NaN',
      "# HELP x_duration_seconds Durations.",
      "# TYPE x_duration_seconds histogram",
      'x_duration_seconds_bucket{route="/a",le="0.5"} 3',
      'x_duration_seconds_bucket{route="/a",le="1"} 3',
      'x_duration_seconds_bucket{route="/a",le="+Inf"} 5',
      'x_duration_seconds_sum{route="/a"} 9.5',
      'x_duration_seconds_count{route="/a"} 5',
      "",
    ].join("\n"),
  );
});

testWith(PROMTOOL !== null, "promtool")("promtool reads it", () => {
  const text = prometheusText(FAMILIES);
  expect(promtool(["check", "metrics"], text)).toEqual({ code: 0, printed: "" });
  // It does look: the same with a quote that ends a value too early is none.
  expect(promtool(["check", "metrics"], text.replace('\\"', '"')).code).toBe(1);
});

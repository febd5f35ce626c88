import type { Family, Histogram, Labels } from "../../core/api/prometheus.ts";
import { ERRORS } from "../../core/errors.ts";
import type { RequestRow } from "../../store/people/requests.ts";

/** Seconds: from a look at /health to an answer of thousands of torrents to somebody with a slow line. */
export const DURATION_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

interface RouteCounts {
  labels: Labels;
  durations: { counts: number[]; sum: number };
  bytesIn: number;
  bytesOut: number;
}

/** What this process has answered so far. Neither a path nor anything else that a stranger chooses becomes a label. */
export class RequestCounts {
  private readonly requests = new Map<string, { labels: Labels; count: number }>();
  private readonly routes = new Map<string, RouteCounts>();
  private readonly errors = new Map<string, { labels: Labels; count: number }>();
  private inFlight = 0;

  /** Counts a request that came in. */
  began(): void {
    this.inFlight++;
  }

  /**
   * Counts a request whose answer has gone out, or broke off.
   * @param route one of a fixed number of templates
   */
  ended(route: string, { method: given, status, durationUs, bytesIn, bytesOut, error }: RequestRow): void {
    this.inFlight--;
    const method = METHODS.has(given) ? given : "other";
    bump(this.requests, { method, route, status: String(status) });
    const counts = this.countsOf(method, route);
    const { durations } = counts;
    const seconds = durationUs / 1e6;
    const bucket = DURATION_BOUNDS.findIndex((bound) => seconds <= bound);
    const at = bucket < 0 ? DURATION_BOUNDS.length : bucket;
    durations.counts[at] = (durations.counts[at] ?? 0) + 1;
    durations.sum += seconds;
    counts.bytesIn += bytesIn;
    counts.bytesOut += bytesOut;
    if (error !== null) bump(this.errors, { code: codeOf(error) });
  }

  private countsOf(method: string, route: string): RouteCounts {
    const key = `${method} ${route}`;
    let counts = this.routes.get(key);
    if (!counts) {
      const durations = { counts: Array<number>(DURATION_BOUNDS.length + 1).fill(0), sum: 0 };
      counts = { labels: { method, route }, durations, bytesIn: 0, bytesOut: 0 };
      this.routes.set(key, counts);
    }
    return counts;
  }

  /** As metrics. */
  families(): Family[] {
    const routes = [...this.routes.values()];
    return [
      {
        name: "reseeder_http_requests_total",
        help: "Requests answered by this process.",
        type: "counter",
        series: seriesOf(this.requests),
      },
      {
        name: "reseeder_http_request_duration_seconds",
        help: "Time from the request header to the last byte of the response, including slow clients.",
        type: "histogram",
        series: routes.map(({ labels, durations }): [Labels, Histogram] => [
          labels,
          { bounds: DURATION_BOUNDS, ...durations },
        ]),
      },
      {
        name: "reseeder_http_received_bytes_total",
        help: "Request body bytes.",
        type: "counter",
        series: routes.map(({ labels, bytesIn }) => [labels, bytesIn]),
      },
      {
        name: "reseeder_http_sent_bytes_total",
        help: "Response body bytes.",
        type: "counter",
        series: routes.map(({ labels, bytesOut }) => [labels, bytesOut]),
      },
      {
        name: "reseeder_http_errors_total",
        help: "Failed requests by error code. ABORTED means that the client disconnected.",
        type: "counter",
        series: seriesOf(this.errors),
      },
      {
        name: "reseeder_http_requests_in_flight",
        help: "Requests in progress, including this one.",
        type: "gauge",
        series: [[{}, this.inFlight]],
      },
    ];
  }
}

function bump(counts: Map<string, { labels: Labels; count: number }>, labels: Labels): void {
  const key = Object.values(labels).join(" ");
  const entry = counts.get(key);
  if (entry) entry.count++;
  else counts.set(key, { labels, count: 1 });
}

function seriesOf(counts: ReadonlyMap<string, { labels: Labels; count: number }>): [Labels, number][] {
  return [...counts.values()].map(({ labels, count }) => [labels, count]);
}

/** The code at the head of what a request's row says of its failure. */
function codeOf(error: string): string {
  const [code = ""] = error.split(":", 1);
  return code === "ABORTED" || Object.hasOwn(ERRORS, code) ? code : "other";
}

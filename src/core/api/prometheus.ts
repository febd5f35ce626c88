/** Label names and their values; a value may be any text. */
export type Labels = Readonly<Record<string, string>>;

/** Counts in buckets: `counts[i]` of values up to `bounds[i]`, and one more for what is above all bounds; not cumulative. */
export interface Histogram {
  bounds: readonly number[];
  counts: readonly number[];
  /** Of all values. */
  sum: number;
}

interface Described {
  /** `[a-zA-Z_:][a-zA-Z0-9_:]*`, with the unit at its end, and `_total` behind that for a counter. */
  name: string;
  help: string;
}

/** All series of one name. */
export type Family = Described &
  (
    | { type: "counter" | "gauge"; series: readonly (readonly [labels: Labels, value: number])[] }
    | { type: "histogram"; series: readonly (readonly [labels: Labels, value: Histogram])[] }
  );

/** The media type of what `prometheusText` makes. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Metrics in Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
 */
export function prometheusText(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const family of families) {
    lines.push(`# HELP ${family.name} ${family.help.replace(/[\\\n]/g, escapeCharacter)}`);
    lines.push(`# TYPE ${family.name} ${family.type}`);
    if (family.type === "histogram") {
      for (const [labels, histogram] of family.series) lines.push(...histogramLines(family.name, labels, histogram));
    } else {
      for (const [labels, value] of family.series) lines.push(line(family.name, labels, value));
    }
  }
  return `${lines.join("\n")}\n`;
}

function histogramLines(name: string, labels: Labels, { bounds, counts, sum }: Histogram): string[] {
  let below = 0;
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, i) => {
    below += counts[i] ?? 0;
    return line(`${name}_bucket`, { ...labels, le: number(bound) }, below);
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, below)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\\n"]/g, escapeCharacter)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${number(value)}`;
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

function escapeCharacter(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}

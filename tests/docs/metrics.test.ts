import { expect, test } from "bun:test";
import { join } from "node:path";
import { testWith } from "../support/needs.ts";
import { namesOf, PROMTOOL, promtool } from "../support/promtool.ts";
import { asker, busyServer } from "../support/scraped.ts";
import { tree } from "../support/tree.ts";

const DOCS = join(import.meta.dir, "../../docs");
const document = await Bun.file(join(DOCS, "metrics.md")).text();
const blocks = [...document.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
const dashboard = await Bun.file(join(DOCS, "grafana.json")).json();

interface Target {
  expr: string;
}

/** The expressions of the dashboard with its variables as Grafana would fill them in. */
const expressions: string[] = dashboard.panels
  .flatMap(({ targets }: { targets: Target[] }) => targets)
  .map(({ expr }: Target) =>
    expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*").replaceAll("$job", "reseeder"),
  );

async function scraped(): Promise<string> {
  using served = await busyServer();
  return (await asker(served)("/metrics")).text;
}

/** The metrics that an expression names; `up` is Prometheus' own. */
function metricsIn(expression: string): string[] {
  return expression.match(/\b(reseeder|process)_[a-z_]+/g) ?? [];
}

/** The rows of the document's table as they have to be. */
function table(text: string): string[] {
  return [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)\n((?:[^#].*\n)*)/gm)].map(
    ([, name, help, type, series = ""]) => {
      const labels = new Set([...series.matchAll(/[{,]([a-z]+)="/g)].map(([, label]) => label));
      labels.delete("le");
      return `| \`${name}\` | ${type} | ${[...labels].join(", ")} | ${help} |`;
    },
  );
}

test("docs/metrics.md has every metric with its type, labels and meaning, and no other", async () => {
  const rows = document.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual(table(await scraped()));
});

test("every metric that the dashboard and the alerts ask for is there", async () => {
  const there = namesOf(await scraped());
  const asked = new Set([...expressions, ...blocks].flatMap(metricsIn));
  expect([...asked].filter((name) => !there.has(name))).toEqual([]);
  expect(expressions.length).toBeGreaterThan(20);
  expect(asked.size).toBeGreaterThan(15);
});

test("every series that they ask for by its labels is one of those that there are", async () => {
  const text = await scraped();
  const selectors = [...expressions, ...blocks].flatMap((each) => each.match(/reseeder_[a-z_]+\{[^}]*\}/g) ?? []);
  expect(selectors.length).toBeGreaterThan(20);
  for (const selector of selectors) {
    const [, name = "", inside = ""] = /^([a-z_]+)\{(.*)\}$/.exec(selector) ?? [];
    const pairs = [...inside.matchAll(/([a-z]+)(=~?)"([^"]*)"/g)].filter(
      ([, key]) => key !== "instance" && key !== "job",
    );
    // What had no error 5xx or no success yet has no such series either: then the labels' names have to do.
    const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    const family = name.replace(/_(bucket|sum|count)$/, "");
    expect([selector, lines.length > 0 || text.includes(`# TYPE ${family} `)]).toEqual([selector, true]);
    for (const [, key, sign, value = ""] of pairs) {
      const known = lines.flatMap((line) => new RegExp(`[{,]${key}="([^"]*)"`).exec(line)?.[1] ?? []);
      const meant = (each: string) => (sign === "=" ? each === value : new RegExp(`^(${value})$`).test(each));
      const isRare = key === "status" || value === "backup" || value === "/match/handshake";
      expect([selector, key, known.length > 0 && (isRare || known.some(meant))]).toEqual([selector, key, true]);
    }
  }
});

testWith(PROMTOOL !== null, "promtool")(
  "promtool takes the alerts, the dashboard's expressions and the scrape_config",
  () => {
    using dir = tree();
    const rules = [...blocks].find((block) => block.startsWith("groups:")) ?? "";
    dir.write("alerts.yml", rules);
    const recorded = expressions.map((expr, i) => ({ record: `panel:expression:${i}`, expr }));
    dir.write("panels.yml", JSON.stringify({ groups: [{ name: "panels", rules: recorded }] }));
    dir.write("broken.yml", rules.replace("== 0", "== "));
    const config = blocks.find((block) => block.startsWith("scrape_configs:")) ?? "";
    dir.write("prometheus.yml", config.replace("/etc/prometheus/reseeder.token", dir.write("token", "reseeder_x")));
    expect(promtool(["check", "rules", dir.path("alerts.yml")], "")).toMatchObject({ code: 0 });
    expect(promtool(["check", "rules", dir.path("panels.yml")], "")).toMatchObject({ code: 0 });
    expect(promtool(["check", "config", dir.path("prometheus.yml")], "")).toMatchObject({ code: 0 });
    expect(promtool(["check", "rules", dir.path("broken.yml")], "").code).toBe(1);
  },
);

test("the command in docs/metrics.md makes such a token", () => {
  expect(document).toContain("reseeder token create prometheus --scope metrics\n");
});

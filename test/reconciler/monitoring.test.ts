import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { longestSilence } from "../../reconciler/process/probe-server.ts";
import { dashboardQueries, readDashboard } from "../support/reconciler/dashboard.ts";
import { filledMetrics, labelsOf } from "../support/reconciler/filled-metrics.ts";
import { reconcilerReasons } from "../support/reconciler/reasons.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const page = read("docs/operations.md");

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Alert[] }[];
}

const rules: Rules = parse(read("reconciler/deploy/monitoring/alerts.yaml"));
const alerts = rules.groups.flatMap((group) => group.rules);
const metrics = labelsOf(await filledMetrics());
/** What Prometheus adds to each series, and a histogram to its buckets. */
const always = ["instance", "job", "le"];

describe("docs/operations.md", () => {
  test.each(alerts)(
    "says what to do about $alert, where its runbook_url points",
    ({ alert, annotations }) => {
      const url = `https://github.com/nimops/nimops/blob/main/docs/operations.md#${alert.toLowerCase()}`;
      expect(annotations.runbook_url).toBe(url);
      const section = page.split(/^### /m).find((each) => each.startsWith(`${alert}\n`)) ?? "";
      expect(section.length).toBeGreaterThan(150);
    },
  );

  test("has no alert that there is not", () => {
    const headings = [...page.matchAll(/^### (Nimops\w+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(alerts.map(({ alert }) => alert));
  });

  test("has a row for every reason of a condition or a resource, and none that there is not", () => {
    const rows = rowsOf(page.slice(page.indexOf("## Reasons"), page.indexOf("## GitHub")));
    expect(rows).toEqual([...new Set(rows)]);
    expect(rows).toEqual(reconcilerReasons(["decide", "apply", "pass", "source", "process"]));
  });

  test("has a row for every reason why nothing can be said on GitHub", () => {
    const [, union = ""] = /type TroubleReason =(.*?);/s.exec(read("reconciler/outbox/telling.ts")) ?? [];
    const reasons = [...union.matchAll(/"(\w+)"/g)].map(([, reason]) => reason);
    expect(rowsOf(page.slice(page.indexOf("## GitHub")))).toEqual(reasons.sort());
  });
});

test("alerts and dashboard ask for metrics and labels that there are", () => {
  const queries = [...alerts.map(({ expr }) => expr), ...dashboardQueries(), ...variableQueries()];
  const unknown = queries.flatMap((query) =>
    [...query.matchAll(/\b((?:nimops|process|nodejs)_[a-z_0-9]+)(?:\{([^}]*)\})?/g)].flatMap(
      ([, name = "", inner = ""]) => {
        const labels = metrics.get(name);
        if (labels === undefined) return [name];
        const asked = [...inner.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label);
        return asked
          .filter((label) => !labels.has(label) && !always.includes(label))
          .map((label) => `${name}{${label}}`);
      },
    ),
  );
  expect([...new Set(unknown)]).toEqual([]);
});

test("the table of docs/reconciler.md has every metric of ours with its labels, and no other", () => {
  const told = [...read("docs/reconciler.md").matchAll(/`(nimops_[a-z_]+)(?:\{([a-z,]*)\})?`/g)].map(
    ([, name = "", labels = ""]) => `${name}{${labels.split(",").sort().join(",")}}`,
  );
  const there = [...metrics]
    .filter(([name]) => name.startsWith("nimops_") && !/_(?:bucket|sum)$/.test(name))
    .map(([name, labels]) => `${name.replace(/_count$/, "")}{${[...labels].sort().join(",")}}`);
  expect([...new Set(told)].sort()).toEqual(there.sort());
});

test("a watch is stale for NimopsWatchStale when it is for /healthz, and a restart has time to help first", () => {
  const { expr, for: lasts } = alerts.find(({ alert }) => alert === "NimopsWatchStale") ?? {};
  expect(Number(expr?.split(">")[1]) * 1000).toBe(longestSilence);
  const { spec } = parse(read("reconciler/deploy/kustomize/base/deployment.yaml")).spec.template;
  const { periodSeconds, failureThreshold = 3 } = spec.containers[0].livenessProbe;
  expect(Number(/^(\d+)m$/.exec(lasts ?? "")?.[1]) * 60).toBeGreaterThan(
    2 * periodSeconds * failureThreshold,
  );
});

test("what the Prometheus Operator takes is the same", () => {
  const { kind, spec } = parse(read("reconciler/deploy/monitoring/prometheus-rule.yaml"));
  expect(kind).toBe("PrometheusRule");
  expect(spec).toEqual(rules);
});

test("an alert has a severity and says what is wrong in a line", () => {
  for (const { labels, annotations } of alerts) {
    expect(["critical", "warning"]).toContain(labels.severity);
    expect(annotations.summary).toMatch(/^.{20,160}$/);
  }
});

test("the panels of the dashboard have their own ids, and do not lie over each other", () => {
  const { panels } = readDashboard();
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const each of panels) {
    if (each.type === "row") continue;
    const { x, y, w, h } = each.gridPos;
    expect(x + w).toBeLessThanOrEqual(24);
    for (let column = x; column < x + w; column += 1) {
      for (let line = y; line < y + h; line += 1) {
        expect(taken).not.toContain(`${column} ${line}`);
        taken.add(`${column} ${line}`);
      }
    }
  }
});

function variableQueries(): string[] {
  return readDashboard().templating.list.flatMap(({ definition }) => definition ?? []);
}

/** The reasons in the first cells of tables. */
function rowsOf(text: string): string[] {
  return [...text.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)]
    .flatMap(([, cell = ""]) => [...cell.matchAll(/\w+/g)].map(([reason]) => reason))
    .sort();
}

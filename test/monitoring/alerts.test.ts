import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { promtool } from "./promtool.ts";

const path = join(import.meta.dirname, "../../reconciler/deploy/monitoring/alerts.yaml");

interface Alert {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

const { groups }: { groups: readonly { readonly rules: readonly Alert[] }[] } = parse(
  readFileSync(path, "utf8"),
);
const alerts = groups.flatMap(({ rules }) => rules);

/** What Prometheus scraped, a value a minute, as promtool writes series: `0x10` is eleven times 0. */
type Series = Readonly<Record<string, string>>;

interface Case {
  readonly alert: string;
  readonly says: string;
  readonly series: Series;
  readonly at: string;
  readonly fires?: { readonly labels?: Readonly<Record<string, string>>; readonly summary: string };
}

const models = 'namespace="nimops", name="models"';
const ofModels = { namespace: "nimops", name: "models" };

const cases: readonly Case[] = [
  {
    alert: "NimopsDown",
    says: "nothing is scraped",
    series: { up: "0x20" },
    at: "6m",
    fires: { summary: "no nimops reconciler can be scraped" },
  },
  {
    alert: "NimopsDown",
    says: "one is scraped",
    series: { 'nimops_build_info{version="1"}': "1x20" },
    at: "20m",
  },
  {
    alert: "NimopsDown",
    says: "it was away for three minutes",
    series: { nimops_build_info: "1x3 _x3 1x9" },
    at: "15m",
  },
  {
    alert: "NimopsNoLeader",
    says: "two replicas wait",
    series: { 'nimops_leader{instance="a"}': "0x20", 'nimops_leader{instance="b"}': "0x20" },
    at: "6m",
    fires: { summary: "no replica of the reconciler leads, so nothing is delivered" },
  },
  {
    alert: "NimopsNoLeader",
    says: "one of two leads",
    series: { 'nimops_leader{instance="a"}': "0x20", 'nimops_leader{instance="b"}': "1x20" },
    at: "20m",
  },
  {
    alert: "NimopsNoLeader",
    says: "of two installations one has no leader",
    series: {
      'nimops_leader{namespace="a", job="nimops"}': "0x20",
      'nimops_leader{namespace="b", job="nimops"}': "1x20",
    },
    at: "6m",
    fires: {
      labels: { namespace: "a", job: "nimops" },
      summary: "no replica of the reconciler leads, so nothing is delivered",
    },
  },
  {
    alert: "NimopsNoLeader",
    says: "the lead changes",
    series: { 'nimops_leader{instance="a"}': "1x9 0x10", 'nimops_leader{instance="b"}': "0x11 1x8" },
    at: "13m",
  },
  {
    alert: "NimopsSeveralLeaders",
    says: "two lead",
    series: { 'nimops_leader{instance="a"}': "1x20", 'nimops_leader{instance="b"}': "1x20" },
    at: "5m",
    fires: { summary: "2 replicas say that they lead" },
  },
  {
    alert: "NimopsSeveralLeaders",
    says: "each of two installations has its leader",
    series: {
      'nimops_leader{namespace="a", job="nimops"}': "1x20",
      'nimops_leader{namespace="b", job="nimops"}': "1x20",
    },
    at: "20m",
  },
  {
    alert: "NimopsSeveralLeaders",
    says: "one leads after the other",
    series: { 'nimops_leader{instance="a"}': "1x10 0x9", 'nimops_leader{instance="b"}': "0x9 1x10" },
    at: "12m",
  },
  {
    alert: "NimopsRestarting",
    says: "it started four times",
    series: {
      'process_start_time_seconds{instance="a", job="nimops"}': "1x5 2x5 3x5 4x5 5x20",
      'nimops_build_info{instance="a", job="nimops", version="1"}': "1x50",
    },
    at: "30m",
    fires: {
      labels: { instance: "a", job: "nimops" },
      summary: "the reconciler a has started 4 times in half an hour",
    },
  },
  {
    alert: "NimopsRestarting",
    says: "it started once, and something else often",
    series: {
      'process_start_time_seconds{instance="a", job="nimops"}': "1x5 2x50",
      'process_start_time_seconds{instance="b", job="other"}': "1x5 2x5 3x5 4x5 5x20",
      'nimops_build_info{instance="a", job="nimops", version="1"}': "1x50",
    },
    at: "30m",
  },
  {
    alert: "NimopsPassFails",
    says: "a pass fails each minute",
    series: { 'nimops_reconcile_duration_seconds_count{outcome="failed"}': "0+1x60" },
    at: "30m",
    fires: {
      summary: "passes fail, on an internal error or because the API server does not take their status",
    },
  },
  {
    alert: "NimopsPassFails",
    says: "one failed once, others are done",
    series: {
      'nimops_reconcile_duration_seconds_count{outcome="failed"}': "0x4 1x60",
      'nimops_reconcile_duration_seconds_count{outcome="done"}': "0+10x60",
    },
    at: "40m",
  },
  {
    alert: "NimopsPassesNotEnding",
    says: "two of three are to be tried again",
    series: {
      'nimops_reconcile_duration_seconds_count{outcome="transient"}': "0+2x120",
      'nimops_reconcile_duration_seconds_count{outcome="done"}': "0+1x120",
    },
    at: "70m",
    fires: { summary: "most passes end in something that should pass by itself, and does not" },
  },
  {
    alert: "NimopsPassesNotEnding",
    says: "one of three is to be tried again",
    series: {
      'nimops_reconcile_duration_seconds_count{outcome="transient"}': "0+1x120",
      'nimops_reconcile_duration_seconds_count{outcome="done"}': "0+2x120",
    },
    at: "70m",
  },
  {
    alert: "NimopsQueueLong",
    says: "twenty wait for half an hour",
    series: { nimops_queue_length: "20x60" },
    at: "31m",
    fires: { summary: "20 NIMRepositories have waited for their pass for a quarter of an hour" },
  },
  {
    alert: "NimopsQueueLong",
    says: "it is worked off",
    series: { nimops_queue_length: "20x10 0 20x50" },
    at: "20m",
  },
  {
    alert: "NimopsWatchStale",
    says: "one of the watches is dead",
    series: {
      'nimops_watch_age_seconds{kind="NIMCache"}': "0+60x30",
      'nimops_watch_age_seconds{kind="NIMService"}': "20x30",
    },
    at: "9m",
    fires: {
      labels: { kind: "NIMCache" },
      summary: "the watch of NIMCache has heard nothing of the API server for 9m 0s",
    },
  },
  {
    alert: "NimopsWatchStale",
    says: "the API server is away for seven minutes, again and again",
    series: { 'nimops_watch_age_seconds{kind="NIMCache"}': "0+60x7 0+60x7 0+60x7" },
    at: "23m",
  },
  {
    alert: "NimopsRepositoryStalled",
    says: "it is stalled for longer than a quarter of an hour",
    series: { [`nimops_repository_condition{${models}, type="Stalled"}`]: "1x60" },
    at: "20m",
    fires: {
      labels: ofModels,
      summary: "NIMRepository nimops/models is stalled, until Git or somebody changes something",
    },
  },
  {
    alert: "NimopsRepositoryStalled",
    says: "the next commit mends it, and another one is only on its way",
    series: {
      [`nimops_repository_condition{${models}, type="Stalled"}`]: "1x10 0x50",
      'nimops_repository_condition{namespace="nimops", name="other", type="Reconciling"}': "1x60",
    },
    at: "20m",
  },
  {
    alert: "NimopsGitUnreadable",
    says: "nothing was read for twenty minutes",
    series: { [`nimops_repository_git_failing_seconds{${models}}`]: "0+60x60" },
    at: "20m",
    fires: {
      labels: ofModels,
      summary: "Git cannot be read for NIMRepository nimops/models since 20m 0s",
    },
  },
  {
    alert: "NimopsGitUnreadable",
    says: "now and then it cannot be read",
    series: { [`nimops_repository_git_failing_seconds{${models}}`]: "0+60x10 0+60x10" },
    at: "20m",
  },
  {
    alert: "NimopsDriftFight",
    says: "two are fought about",
    series: {
      [`nimops_repository_troubled_resources{${models}, kind="NIMService", phase="Degraded", reason="Fighting"}`]:
        "2x20",
    },
    at: "10m",
    fires: {
      labels: ofModels,
      summary: "somebody changes 2 resources of NIMRepository nimops/models back again and again",
    },
  },
  {
    alert: "NimopsDriftFight",
    says: "what is degraded is so for another reason",
    series: {
      [`nimops_repository_troubled_resources{${models}, kind="NIMService", phase="Degraded", reason="OutOfDate"}`]:
        "2x20",
    },
    at: "10m",
  },
  {
    alert: "NimopsCacheLooping",
    says: "one goes round in circles",
    series: {
      [`nimops_repository_troubled_resources{${models}, kind="NIMCache", phase="Failed", reason="Looping"}`]:
        "1x20",
    },
    at: "10m",
    fires: { labels: ofModels, summary: "1 caches of NIMRepository nimops/models fail again and again" },
  },
  {
    alert: "NimopsCacheLooping",
    says: "an attempt failed",
    series: {
      [`nimops_repository_troubled_resources{${models}, kind="NIMCache", phase="Degraded", reason="AttemptsFailed"}`]:
        "1x20",
    },
    at: "10m",
  },
  {
    alert: "NimopsCacheNotGettingOn",
    says: "nothing has changed for more than two hours",
    series: { [`nimops_repository_not_ready_seconds{${models}, kind="NIMCache"}`]: "0+60x180" },
    at: "125m",
    fires: {
      labels: ofModels,
      summary:
        "a cache of NIMRepository nimops/models has been in the same state, and not ready, for 2h 5m 0s",
    },
  },
  {
    alert: "NimopsCacheNotGettingOn",
    says: "it downloads for an hour, and a service waits for longer",
    series: {
      [`nimops_repository_not_ready_seconds{${models}, kind="NIMCache"}`]: "0+60x60 0x90",
      [`nimops_repository_not_ready_seconds{${models}, kind="NIMService"}`]: "0+60x180",
    },
    at: "125m",
  },
  {
    alert: "NimopsServiceNotHealthy",
    says: "a pipeline is not well for more than an hour",
    series: { [`nimops_repository_not_ready_seconds{${models}, kind="NIMPipeline"}`]: "0+60x180" },
    at: "61m",
    fires: {
      labels: { ...ofModels, kind: "NIMPipeline" },
      summary: "a NIMPipeline of NIMRepository nimops/models has not been healthy for 1h 1m 0s",
    },
  },
  {
    alert: "NimopsServiceNotHealthy",
    says: "it starts for half an hour, and a cache fills for longer",
    series: {
      [`nimops_repository_not_ready_seconds{${models}, kind="NIMService"}`]: "0+60x30 0x90",
      [`nimops_repository_not_ready_seconds{${models}, kind="NIMCache"}`]: "0+60x180",
    },
    at: "61m",
  },
  {
    alert: "NimopsResourceFailed",
    says: "an engine was not built",
    series: {
      [`nimops_repository_troubled_resources{${models}, kind="NIMBuild", phase="Failed", reason="EngineBuildFailed"}`]:
        "1x60",
    },
    at: "20m",
    fires: {
      labels: { ...ofModels, kind: "NIMBuild", reason: "EngineBuildFailed" },
      summary:
        "1 NIMBuilds of NIMRepository nimops/models have failed, and nobody tries them again (EngineBuildFailed)",
    },
  },
  {
    alert: "NimopsResourceFailed",
    says: "a cache goes round in circles, which has an alert of its own",
    series: {
      [`nimops_repository_troubled_resources{${models}, kind="NIMCache", phase="Failed", reason="Looping"}`]:
        "1x60",
    },
    at: "20m",
  },
  {
    alert: "NimopsOutboxPaused",
    says: "a token was revoked",
    series: { 'nimops_outbox_paused{reason="CredentialsRefused"}': "1x60" },
    at: "15m",
    fires: {
      labels: { reason: "CredentialsRefused" },
      summary: "GitHub does not take what should be said on commits (CredentialsRefused)",
    },
  },
  {
    alert: "NimopsOutboxPaused",
    says: "GitHub asked to wait for five minutes",
    series: { 'nimops_outbox_paused{reason="Unreachable"}': "0x3 1x5 0x20" },
    at: "15m",
  },
  {
    alert: "NimopsOutboxBackedUp",
    says: "a word waits for more than a quarter of an hour",
    series: { nimops_outbox_oldest_seconds: "0+60x60" },
    at: "21m",
    fires: { summary: "something should have been said on a commit 21m 0s ago, and was not" },
  },
  {
    alert: "NimopsOutboxBackedUp",
    says: "words wait for ten minutes",
    series: { nimops_outbox_oldest_seconds: "0+60x10 0+60x10" },
    at: "21m",
  },
];

test("promtool has nothing to say of the rules", () => {
  expect(promtool(["check", "rules", "--lint=all", "--lint-fatal", path])).toMatchObject({ code: 0 });
});

test("each alert is shown to fire, and not to", () => {
  const shown = (fires: boolean) =>
    new Set(cases.flatMap((each) => ((each.fires !== undefined) === fires ? [each.alert] : [])));
  const all = new Set(alerts.map(({ alert }) => alert));
  expect(shown(true)).toEqual(all);
  expect(shown(false)).toEqual(all);
});

describe.each(cases)("$alert: $says", ({ alert, series, at, fires }) => {
  test(fires === undefined ? "it does not fire" : "it fires", () => {
    const { labels, annotations } = alerts.find((each) => each.alert === alert) ?? {};
    const file = stringify({
      rule_files: [path],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          alert_rule_test: [
            {
              alertname: alert,
              eval_time: at,
              exp_alerts:
                fires === undefined
                  ? []
                  : [
                      {
                        exp_labels: { ...labels, ...fires.labels },
                        exp_annotations: { ...annotations, summary: fires.summary },
                      },
                    ],
            },
          ],
        },
      ],
    });
    expect(promtool(["test", "rules"], { file }).output).toContain("SUCCESS");
  });
});

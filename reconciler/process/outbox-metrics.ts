import { Counter, Gauge, type Registry } from "prom-client";
import type { OutboxDepth, OutboxMetrics } from "../outbox/outbox-metrics.ts";

const nothing: OutboxDepth = { open: 0, oldest: 0, resting: [] };

/** What `/metrics` tells of the outbox of commit statuses and deployments. */
export function outboxMetrics(registry: Registry): OutboxMetrics {
  const registers = [registry];
  let depth = (): OutboxDepth => nothing;
  const sent = new Counter({
    name: "nimops_outbox_sent_total",
    help: "Commit statuses and states of deployments that were sent to GitHub.",
    labelNames: ["what"],
    registers,
  });
  const coalesced = new Counter({
    name: "nimops_outbox_coalesced_total",
    help: "Words that newer ones took the place of before they were sent.",
    registers,
  });
  const dropped = new Counter({
    name: "nimops_outbox_dropped_total",
    help: "Words that can never be sent, by the reason.",
    labelNames: ["reason"],
    registers,
  });
  const failures = new Counter({
    name: "nimops_outbox_failures_total",
    help: "Calls to GitHub that failed, by the reason.",
    labelNames: ["reason"],
    registers,
  });
  new Gauge({
    name: "nimops_outbox_paused",
    help: "Logins and repositories to which nothing can be sent at the moment, by the reason.",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const reason of depth().resting) this.inc({ reason });
    },
  });
  new Gauge({
    name: "nimops_outbox_queue_length",
    help: "Words that are not sent yet.",
    registers,
    collect() {
      this.set(depth().open);
    },
  });
  new Gauge({
    name: "nimops_outbox_oldest_seconds",
    help: "How long the oldest word that is not sent yet has waited.",
    registers,
    collect() {
      this.set(depth().oldest);
    },
  });
  return {
    sent: (what) => sent.inc({ what }),
    coalesced: (count) => coalesced.inc(count),
    dropped: (reason) => dropped.inc({ reason }),
    failed: (reason) => failures.inc({ reason }),
    observeOutbox: (ask) => {
      depth = ask;
    },
  };
}

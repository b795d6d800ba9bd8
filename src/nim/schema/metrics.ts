import { fields, maybe, optional, shared, text } from "./kit.ts";

// monitoring.coreos.com/v1 Duration. It also matches the empty text.
const prometheusDuration = {
  pattern: /^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$/,
  words: "a Prometheus duration such as 30s or 1m30s, the largest unit first",
};

export const metrics = shared(() =>
  fields("Metrics for Prometheus.", {
    enabled: maybe.flag("Whether a ServiceMonitor is made."),
    serviceMonitor: optional(
      fields("The ServiceMonitor; needed when enabled.", {
        additionalLabels: maybe.textMap("Labels by which Prometheus finds the ServiceMonitor."),
        annotations: maybe.textMap("Annotations of the ServiceMonitor."),
        interval: optional(text("Time between two scrapes, such as 30s.", prometheusDuration)),
        scrapeTimeout: optional(text("Time after which a scrape fails, such as 10s.", prometheusDuration)),
      }),
    ),
  }),
);

/** The controller as a process of its own, for tests that stop or kill one: settings come in CONTROLLER, as JSON. */
import { judgeHere } from "../../../reconciler/pass/judge-here.ts";
import { newIdentity } from "../../../reconciler/process/lease.ts";
import { redactingLog } from "../../../reconciler/process/redacting-log.ts";
import { runController } from "../../../reconciler/process/run-process.ts";
import { connect } from "../../../src/kube/connect.ts";

const { server, namespace, folder } = JSON.parse(process.env.CONTROLLER ?? "{}");
const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());

process.on("message", () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heap: heapUsed, resident: rss });
});

await runController({
  connect: (options) => connect({ env: {}, server, token: "played", ...options }),
  namespace,
  allNamespaces: false,
  leaseName: "nimops-reconciler",
  identity: newIdentity(`pid-${process.pid}`),
  folder,
  allowedNamespaces: undefined,
  gitHosts: undefined,
  causes: false,
  clusterWide: false,
  judge: judgeHere(undefined),
  version: "0.0.0",
  probes: undefined,
  webhook: undefined,
  log: redactingLog({ write: (line) => void process.stdout.write(line), level: "info", now: Date.now }),
  // Others take over ten seconds after this one has ended; one that is slow for some keeps it.
  leaseTimes: { duration: 10_000, valid: 8_000, retry: 300 },
  signal: stopping.signal,
});
if (process.connected) process.disconnect();

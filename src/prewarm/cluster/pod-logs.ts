import type { Cluster } from "../../kube/cluster.ts";
import { ClusterError } from "../../kube/cluster-error.ts";
import type { LiveObject } from "../../kube/object.ts";
import { Slots } from "../../kube/slots.ts";
import { withoutCredentials } from "../../nim/credential.ts";
import { listAt, textAt } from "../../nim/health/fields.ts";
import { UserError } from "../../user-error.ts";
import { redactor } from "../redaction.ts";

/** Reads what pods printed last that failed, each once: the cause often stands nowhere else. */
export class PodLogs {
  /** By namespace and name of the pod. */
  readonly texts = new Map<string, string>();
  readonly #cluster: Cluster;
  readonly #onRead: (namespace: string) => void;
  readonly #signal: AbortSignal;
  readonly #asked = new Set<string>();
  readonly #reading = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #slots = new Slots(4);

  constructor(cluster: Cluster, onRead: (namespace: string) => void, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#onRead = onRead;
    this.#signal = signal;
  }

  /** Namespaces where the server refused a log. */
  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  /** Begins to read the log of a pod that failed; does nothing for others, and the second time. */
  read(pod: LiveObject): void {
    const { uid, name, namespace = "" } = pod.metadata;
    if (this.#refused.has(namespace) || this.#asked.has(uid) || !hasFailed(pod)) return;
    if (this.#asked.size >= mostLogs) return;
    this.#asked.add(uid);
    void this.#fetch(namespace, name);
  }

  /** A pod that is gone: another one may be read in its place. */
  forget({ metadata: { uid, name, namespace = "" } }: LiveObject): void {
    this.#asked.delete(uid);
    this.texts.delete(`${namespace}/${name}`);
  }

  /** Whether the log of a pod of that cache is on its way. */
  isReading(namespace: string, cache: string): boolean {
    const pods = `${namespace}/${cache}-`;
    return [...this.#reading].some((pod) => pod.startsWith(pods));
  }

  /** The end of a pod's log without secrets; undefined where it was not read. */
  tail(namespace: string, pod: string): readonly string[] | undefined {
    const text = this.texts.get(`${namespace}/${pod}`);
    if (text === undefined) return undefined;
    const lines = text.trimEnd().split(/\r?\n/).slice(-lastLines);
    return lines.map((line) => redact(line.slice(0, redactedOfLine)).slice(0, longestLine));
  }

  async #fetch(namespace: string, name: string): Promise<void> {
    const pod = `${namespace}/${name}`;
    this.#reading.add(pod);
    const giveBack = await this.#slots.take();
    try {
      const options = { tailLines, limitBytes, signal: this.#signal };
      this.texts.set(pod, endOf(await this.#cluster.logs({ namespace, name }, options)));
    } catch (error) {
      // It helps to tell the cause, and nothing depends on it: the pod may be gone, the kubelet out of reach.
      if (!(error instanceof UserError)) throw error;
      if (error instanceof ClusterError && error.reason === "forbidden") this.#refused.add(namespace);
    } finally {
      giveBack();
      this.#reading.delete(pod);
      this.#onRead(namespace);
    }
  }
}

const mostLogs = 500;
/**
 * A kubelet counts the bytes from the first of these lines, so that a lower limit would cost the last ones, which tell the
 * cause (kubernetes pkg/kubelet/kuberuntime/logs). containerd writes lines of at most 16 KiB (max_container_log_line_size).
 */
const tailLines = 60;
const limitBytes = 1024 * 1024;
/** UTF-16 units that are kept: each look at a cache goes through them. */
const kept = 16_000;
const lastLines = 20;
const longestLine = 400;
/** More than is shown, so that no credential is cut before it is recognized. */
const redactedOfLine = 4000;
const redact = redactor({});

/** Whole lines, with credentials painted over before anything is cut: the rest of one that is cut in two looks like none. */
function endOf(log: string): string {
  const text = withoutCredentials(log.trimEnd());
  if (text.length <= kept) return text;
  const lineEnd = text.indexOf("\n", text.length - kept);
  if (lineEnd !== -1) return text.slice(lineEnd + 1);
  const last = text.lastIndexOf("\n") + 1;
  return text.slice(last, last + kept);
}

function hasFailed(pod: LiveObject): boolean {
  return (
    textAt(pod, "status", "phase") === "Failed" ||
    listAt(pod, "status", "containerStatuses").some(
      (status) => textAt(status, "state", "waiting", "reason") === "CrashLoopBackOff",
    )
  );
}

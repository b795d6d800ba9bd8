import { describe, expect, test } from "vitest";
import type { Cluster, LogOptions, PodName } from "../../../src/kube/cluster.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import { PodLogs } from "../../../src/prewarm/cluster/pod-logs.ts";
import { UserError } from "../../../src/user-error.ts";

const key = "nvapi-0123456789abcdef0123456789abcdef";

describe("the log of a pod that failed", () => {
  test("is its last lines, also where lines are long: what ended it stands in the last one", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `${index} ${"x".repeat(5000)}`);
    const { logs, read } = reading(async () => [...lines, "OSError: No space left on device", ""].join("\n"));
    await read("llama-job-a");
    const tail = logs.tail("models", "llama-job-a") ?? [];
    expect(tail.at(-1)).toBe("OSError: No space left on device");
    expect(Math.max(...tail.map(({ length }) => length))).toBeLessThanOrEqual(400);
  });

  test("is asked for with room for all of its lines, for kubelets cut off the end", async () => {
    let asked: LogOptions = {};
    const { read } = reading(async (_, options) => {
      asked = options;
      return "";
    });
    await read("llama-job-a");
    expect(asked.limitBytes).toBeGreaterThanOrEqual((asked.tailLines ?? 0) * 16 * 1024);
  });

  test.each([
    ["a key where the text is cut", `${"y".repeat(9)} ${key} ${"z".repeat(15_970)}`],
    ["a password where the line is cut", `${"y".repeat(380)} https://me:${"p4ssw0rd".repeat(20)}@host/`],
    ["a key where the line is cut", `${"y".repeat(385)} ${key}`],
    [
      "a private key that begins before the last lines",
      `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA7bq\n".repeat(40)}-----END RSA PRIVATE KEY-----`,
    ],
    ["a signature of many lines before", `?X-Amz-Signature=${"0123456789abcdef".repeat(60)}\n`.repeat(30)],
  ])("shows nothing of %s", async (_, text) => {
    const { logs, read } = reading(async () => text);
    await read("llama-job-a");
    const shown = logs.tail("models", "llama-job-a")?.join("\n") ?? "";
    expect(shown).not.toBe("");
    expect(shown).not.toMatch(/0123|cdef|p4ss|MIIE/);
  });

  test("is read once, and what is on its way is known", async () => {
    let answer = (_: string) => {};
    let asked = 0;
    const { logs, read } = reading(() => {
      asked += 1;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    });
    const first = read("llama-job-a");
    logs.read(failedPod("models", "llama-job-a"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect([logs.isReading("models", "llama"), logs.isReading("models", "phi")]).toEqual([true, false]);
    answer("x");
    await first;
    expect(logs.isReading("models", "llama")).toBe(false);
    expect(asked).toBe(1);
  });

  test("that may not be read in one namespace is read in another", async () => {
    const { logs, read } = reading(async ({ namespace }) => {
      if (namespace === "theirs") throw new ClusterError("forbidden", "no");
      return "words";
    });
    await read("a-job-1", "theirs");
    await read("b-job-1");
    expect(logs.tail("models", "b-job-1")).toEqual(["words"]);
    expect([...logs.refused]).toEqual(["theirs"]);
  });

  test.each([
    ["the kubelet does not answer", new ClusterError("timeout", "no answer")],
    ["there is no token for it", new UserError("GitHub gave no OIDC token")],
  ])("is left out where %s, and nothing else comes of it", async (_, error) => {
    const { logs, read } = reading(() => Promise.reject(error));
    await read("llama-job-a");
    expect(logs.tail("models", "llama-job-a")).toBeUndefined();
  });
});

function reading(answer: (pod: PodName, options: LogOptions) => Promise<string>) {
  let onRead = () => {};
  const cluster: Pick<Cluster, "logs"> = { logs: (pod, options = {}) => answer(pod, options) };
  const logs = new PodLogs(cluster as Cluster, () => onRead(), new AbortController().signal);
  const read = (name: string, namespace = "models") =>
    new Promise<void>((resolve) => {
      onRead = resolve;
      logs.read(failedPod(namespace, name));
    });
  return { logs, read };
}

function failedPod(namespace: string, name: string): LiveObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, uid: `${namespace}-${name}`, resourceVersion: "1" },
    status: { phase: "Failed" },
  };
}

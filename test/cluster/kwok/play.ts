import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ValueMap } from "../../../src/nim/value.ts";
import type { Api } from "../api.ts";
import { type Behaviour, type NodeBehaviour, playedAs, playedFor } from "./behaviour.ts";

/** For the annotations of a pod or pod template: `annotations: as("fails", "2s")`. */
export function as(behaviour: Behaviour, time?: string): Record<string, string> {
  return { [playedAs]: behaviour, ...(time !== undefined && { [playedFor]: time }) };
}

/** A pod that is there turns to another behaviour. */
export async function playPod(
  api: Api,
  pod: { namespace: string; name: string },
  behaviour: Behaviour,
  time?: string,
): Promise<void> {
  await api.patch(`/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`, {
    metadata: { annotations: { ...as(behaviour, time) } },
  });
}

export async function playNode(api: Api, name: string, behaviour: NodeBehaviour): Promise<void> {
  await api.patch(`/api/v1/nodes/${name}`, { metadata: { annotations: { [playedAs]: behaviour } } });
}

/**
 * From now on a pod (by name, made or not yet) or all pods of a namespace print these lines. The one by name wins.
 */
export async function print(
  { api, folder }: { readonly api: Api; readonly folder: string },
  by: { readonly namespace: string; readonly pod?: string },
  text: string,
): Promise<void> {
  const logsFile = join(folder, `${randomUUID()}.cri`);
  writeFileSync(logsFile, criLines(text));
  const logs = [{ logsFile, follow: false, previousLogsFile: logsFile }];
  const group = "/apis/kwok.x-k8s.io/v1alpha1";
  const told: ValueMap = by.pod
    ? { kind: "Logs", metadata: { name: by.pod, namespace: by.namespace }, spec: { logs } }
    : {
        kind: "ClusterLogs",
        metadata: { name: by.namespace },
        spec: { selector: { matchNamespaces: [by.namespace] }, logs },
      };
  const path = by.pod
    ? `${group}/namespaces/${by.namespace}/logs/${by.pod}`
    : `${group}/clusterlogs/${by.namespace}`;
  const answer = await api.ask(
    "PATCH",
    `${path}?fieldManager=nimops-tests&force=true`,
    { apiVersion: "kwok.x-k8s.io/v1alpha1", ...told },
    "application/apply-patch+yaml",
  );
  if (answer.code >= 400) throw new Error(answer.text);
}

/** The form that the container runtime interface writes logs in; KWOK refuses any other. */
function criLines(text: string): string {
  return text
    .split("\n")
    .map((line) => `2026-01-01T00:00:00.000000000Z stdout F ${line}\n`)
    .join("");
}

import type { Resource } from "../../manifest/resource.ts";
import { isLabelValue } from "../../nim/label-value.ts";
import { isMultiNode } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { formatPath, type Path } from "../../nim/value.ts";
import { at, type RelatedReport, type Report, rule } from "../rule.ts";
import { unquoted } from "../unquoted.ts";
import { usedCache } from "../used-cache.ts";

/** T1: texts that the operator's templates write without quotes, and that YAML then takes for something else. */
export const templatedScalar = rule({
  id: "templated-scalar",
  title: "a text is no text any more once the operator has written it into its template",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator writes some values without quotes into a YAML template and reads the result back. A value such as
\`"true"\`, \`"8"\` or \`"1.0"\` comes back as a boolean or a number, and the service ends in the state Failed
(\`unrecognized type: string\`, \`cannot convert int64 to string\`). \`null\` and \`~\` silently come back as the empty
text. Quotes in the manifest do not help, since they are gone by then.

Concerned are nodeSelector values and some names: of pull Secrets, claims, the runtime class, the scheduler, the priority
class, a certificate ConfigMap, containers, the service itself and its namespace. Node affinity is written by other means
and takes any value.`,
  source:
    "k8s-nim-operator v3.1.2, manifests/deployment.yaml, lws.yaml; issue 288; seen on a cluster (trap T1)",
  check(service, report, { set, operatorVersion }) {
    const multiNode = isMultiNode(service.spec, operatorVersion);
    for (const [path, text] of writtenUnquoted(service, multiNode))
      judge(path, text, report, helpFor(path, text, multiNode));
    const cache = usedCache(service, set);
    if (!cache) return;
    for (const key of ["name", "subPath"] as const) {
      const path = at("spec", "storage", "pvc", key);
      const text = cache.spec.storage?.pvc?.[key];
      if (text === undefined) continue;
      const related: RelatedReport = { resource: cache, path, message: `${formatPath(path)} of the cache` };
      judge(at("spec", "storage", "nimCache", "name"), text, report, renamed(text), related);
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    gpu-pool: "true"
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - {key: gpu-pool, operator: In, values: ["true"]}
`,
  },
});

function judge(path: Path, text: string, report: Report, help: string, related?: RelatedReport): void {
  const result = unquoted(text);
  if (result.is === "kept") return;
  const where = related && "message" in related ? related.message : formatPath(path);
  const details = { help, related: related ? [related] : [] };
  if (result.is === "broken") {
    const what = `${where} ${quoted(text)} reads as ${result.readsAs}`;
    report(path, `${what} in the operator's template, which has no quotes: the service fails`, details);
  } else {
    const what = `${where} ${quoted(text)} becomes ${quoted(result.to)}`;
    report(path, `${what} in the operator's template, which has no quotes`, {
      ...details,
      severity: "warning",
    });
  }
}

function* writtenUnquoted(service: Resource<"NIMService">, multiNode: boolean): Generator<[Path, string]> {
  const { spec, metadata } = service;
  if (service.name !== "") yield [at("metadata", "name"), service.name];
  if (metadata.namespace !== undefined && !service.pipeline)
    yield [at("metadata", "namespace"), metadata.namespace];
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {}))
    yield [at("spec", "nodeSelector", key), value ?? ""];
  const scalars: [Path, string | undefined][] = [
    [at("spec", "runtimeClassName"), multiNode ? undefined : spec.runtimeClassName],
    [at("spec", "schedulerName"), spec.schedulerName],
    [at("spec", "priorityClassName"), spec.priorityClassName],
    [at("spec", "storage", "pvc", "name"), spec.storage?.pvc?.name],
    [at("spec", "storage", "pvc", "subPath"), spec.storage?.pvc?.subPath],
    [at("spec", "storage", "hostPath"), spec.storage?.hostPath],
    [at("spec", "proxy", "certConfigMap"), spec.proxy?.certConfigMap],
  ];
  for (const [index, name] of (spec.image?.pullSecrets ?? []).entries())
    scalars.push([at("spec", "image", "pullSecrets", index), name]);
  for (const list of ["initContainers", "sidecarContainers"] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      scalars.push([at("spec", list, index, "name"), container?.name]);
      scalars.push([at("spec", list, index, "workingDir"), container?.workingDir]);
    }
  }
  for (const [path, text] of scalars) if (text !== undefined) yield [path, text];
}

function helpFor(path: Path, text: string, multiNode: boolean): string {
  const [, field, key] = path;
  if (path[0] !== "spec" || field !== "nodeSelector") return renamed(text);
  if (multiNode || !isLabelValue(text))
    return `label the nodes with a value that begins with a letter, such as "v${text.replace(/[^A-Za-z0-9]/g, "")}"`;
  const expression = `{key: ${String(key)}, operator: In, values: [${quoted(text)}]}`;
  return `take it out and ask for the same by spec.affinity.nodeAffinity with matchExpressions: [${expression}]`;
}

function renamed(text: string): string {
  return `use another name, one that begins with a letter and is no YAML word, such as "nim-${text.replace(/[^A-Za-z0-9]/g, "")}"`;
}

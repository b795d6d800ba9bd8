import type { ValueMap } from "../../value.ts";
import { type Faults, negative, notSupported, required } from "./fault.ts";
import { entriesOf, mapOf, numberOf, textOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain } from "./names.ts";
import { faultsOfPodTemplate } from "./pod-spec.ts";

/**
 * A Job's name becomes a label of its pods, and of the Job itself where that has no labels of its own: so it may have
 * 63 bytes at most. Source: Kubernetes 1.35 batch validation.go and registry/batch/job/strategy.go.
 */
export function* faultsOfJob(job: ValueMap): Faults {
  const metadata = mapOf(job, "metadata") ?? {};
  const spec = mapOf(job, "spec") ?? {};
  const template = mapOf(spec, "template") ?? {};
  const ofTemplate = mapOf(template, "metadata") ?? {};
  const labels = { ...mapOf(ofTemplate, "labels"), ...labelsMadeOf(textOf(metadata, "name")) };
  const takesLabels = entriesOf(metadata, "labels").length === 0 && mapOf(ofTemplate, "labels") !== undefined;
  yield* faultsOfMetadata(takesLabels ? { ...metadata, labels } : metadata, dnsSubdomain);
  for (const field of numbers) yield* negative(`spec.${field}`, numberOf(spec, field));
  yield* faultsOfPodTemplate({ ...template, metadata: { ...ofTemplate, labels } }, "spec.template");
  yield* faultsOfRestartPolicy(textOf(mapOf(template, "spec") ?? {}, "restartPolicy") || "Always");
}

const numbers = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
];

/** The two with the Job's uid are always right. */
function labelsMadeOf(name: string): ValueMap {
  return { "batch.kubernetes.io/job-name": name, "job-name": name };
}

function* faultsOfRestartPolicy(policy: string): Faults {
  const field = "spec.template.spec.restartPolicy";
  if (policy === "Always") yield required(field, 'valid values: "OnFailure", "Never"');
  else if (policy !== "OnFailure" && policy !== "Never") {
    yield notSupported(field, policy, ["OnFailure", "Never"]);
  }
}

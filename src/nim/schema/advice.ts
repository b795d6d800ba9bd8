import type { Path } from "../value.ts";
import type { NimKind } from "./kinds.ts";

interface Advice {
  kinds: readonly NimKind[];
  /** The end of the path of the map that the unknown field stands in. */
  under: readonly string[];
  fields: readonly string[];
  help: string;
}

/** Fields that people write often, and that the operator never had. */
const advices: readonly Advice[] = [
  {
    // k8s-nim-operator issue 611: values of the NIM Helm chart.
    kinds: ["NIMService", "NIMPipeline"],
    under: ["multiNode"],
    fields: ["enabled", "workers", "gpusPerNode", "size", "nodes"],
    help: "this is a field of the NIM Helm chart; write `parallelism: {pipeline: PODS, tensor: GPUS_PER_POD}`",
  },
  {
    kinds: ["NIMCache"],
    under: ["source"],
    fields: ["modelPuller", "pullSecret", "authSecret"],
    help: "it belongs under spec.source.ngc (or under hf or dataStore, where the model is from there)",
  },
  {
    kinds: ["NIMCache"],
    under: ["resources"],
    fields: ["gpu", "gpus", "nvidia.com/gpu", "limits", "requests", "claims"],
    help: "a NIMCache takes `cpu` and `memory` alone, each as request and limit alike; a download needs no GPU",
  },
  {
    kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
    under: ["image"],
    fields: ["digest"],
    help: "write the digest as `repository: NAME@sha256` and `tag: HEX_DIGITS`",
  },
  {
    kinds: ["NIMService", "NIMPipeline"],
    under: ["resources"],
    fields: ["cpu", "memory", "nvidia.com/gpu", "gpu", "gpus"],
    help: "amounts stand under `limits` and `requests`: `limits: {nvidia.com/gpu: 1}`",
  },
  {
    kinds: ["NIMBuild"],
    under: ["resources"],
    fields: ["cpu", "memory", "nvidia.com/gpu", "gpu", "gpus", "claims"],
    help: "amounts stand under `limits` and `requests`: `limits: {nvidia.com/gpu: 1}`",
  },
];

export function adviceFor(kind: NimKind, parent: Path, field: string): string | undefined {
  const names = parent.filter((step) => typeof step === "string");
  return advices.find(
    ({ kinds, under, fields }) =>
      kinds.includes(kind) &&
      fields.includes(field) &&
      under.every((name, index) => names.at(index - under.length) === name),
  )?.help;
}

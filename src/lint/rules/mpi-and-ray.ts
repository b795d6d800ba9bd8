import { at, rule } from "../rule.ts";

/** M1: `!(has(mpi) && has(ray))`. */
export const mpiAndRay = rule({
  id: "mpi-and-ray",
  title: "a service over several nodes starts by MPI and by Ray",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.1.1",
  why: `The pods of a multi-node service find each other by MPI or by Ray, as the NIM image needs it. The
CRD refuses both.`,
  source: "CRD rule on NIMService.spec.multiNode (M1)",
  check(service, report) {
    const { mpi, ray } = service.spec.multiNode ?? {};
    if (!mpi || !ray) return;
    report(at("spec", "multiNode", "ray"), "spec.multiNode has both mpi and ray", {
      help: "keep the one that the NIM image starts by",
      related: [at("spec", "multiNode", "mpi")],
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
    ray:
      rayPort: 6379
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
`,
  },
});

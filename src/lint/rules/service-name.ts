import { quoted } from "../../nim/quoted.ts";
import { correctedServiceName, isServiceName, longestServiceName } from "../../nim/service-name.ts";
import { at, rule } from "../rule.ts";

/** T31: names that the CRD takes and that what the operator makes cannot have. */
export const serviceName = rule({
  id: "service-name",
  title: "the name of a service is none for what the operator makes of it",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator makes a Service and a Deployment of the same name, with a container \`<name>-ctr\`. So the name has to be
a DNS label that begins with a letter, without dots, of at most ${longestServiceName} characters. The CRD accepts more: with
\`llama-3.1-8b\` or \`8b-llama\` the Service is refused, with 60 to 63 characters the Deployment; the state is Failed.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go; seen on a cluster (trap T31)",
  check(service, report) {
    const { name: written, generateName } = service.metadata;
    // The API server adds five characters to a generated name.
    const name = written ?? (generateName === undefined ? "" : `${generateName}00000`);
    if (name === "" || isServiceName(name) || refusedAtOnce(service)) return;
    const corrected = correctedServiceName(written ?? generateName ?? "");
    report(
      at("metadata", written === undefined ? "generateName" : "name"),
      faultOf(name, written ?? `${generateName}…`),
      {
        help:
          written === undefined ? `write \`generateName: ${corrected}-\`` : `write \`name: ${corrected}\``,
      },
    );
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-3.1-8b
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
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-3-1-8b
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
`,
  },
});

/** A name that no object may have is the API server's to refuse; it never sees those of a pipeline's services. */
function refusedAtOnce(service: {
  pipeline: unknown;
  problems: readonly { path: readonly unknown[] }[];
}): boolean {
  return service.problems.some(
    ({ path }) => path[0] === "metadata" && /^(name|generateName)$/.test(String(path[1])),
  );
}

function faultOf(name: string, shown: string): string {
  const label = quoted(shown);
  if (name.length > longestServiceName) {
    return `the name has ${name.length} characters; the container ${label.slice(0, 30)}…-ctr" may have 63, the service ${longestServiceName}`;
  }
  if (name.includes(".")) return `the Service ${label} will be refused: its name may have no dots`;
  if (/^[^a-z]/.test(name)) return `the Service ${label} will be refused: its name must begin with a letter`;
  return `the Service ${label} will be refused: lower-case letters, digits and hyphens only`;
}

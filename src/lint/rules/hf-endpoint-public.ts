import { isOfKind } from "../../manifest/resource.ts";
import { withoutCredentials } from "../../nim/credential.ts";
import { at, rule } from "../rule.ts";
import { literalVariables } from "../variables.ts";

/** The Internet is not there. */
export const hfEndpointPublic = rule({
  id: "hf-endpoint-public",
  title: "a download from huggingface.co is asked for without Internet",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "nimops",
  why: `The configuration says that this cluster is air-gapped. \`huggingface.co\` is then out of reach: the
cache's job waits for the connection until it times out, is tried six times, and the cache flips between
\`Failed\` and \`Pending\` for ever.

Name the mirror that the cluster can reach (\`source.hf.endpoint\`, \`HF_ENDPOINT\`), or fill a claim from
outside and use it with \`storage.pvc.name\`.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go; the team's own configuration (airGapped)",
  check(resource, report, { settings }) {
    if (!settings.airGapped) return;
    const endpoint = isOfKind(resource, "NIMCache") ? resource.spec.source?.hf?.endpoint : undefined;
    const places = literalVariables(resource)
      .filter(({ name }) => name === "HF_ENDPOINT")
      .map(({ value, valuePath }) => ({ text: value, path: valuePath }));
    if (endpoint !== undefined)
      places.unshift({ text: endpoint, path: at("spec", "source", "hf", "endpoint") });
    for (const { text, path } of places) {
      if (!/^https?:\/\/([^/]*\.)?(huggingface\.co|hf\.co)([:/]|$)/i.test(text)) continue;
      report(path, `${withoutCredentials(text)} cannot be reached from an air-gapped cluster`, {
        help: "write the address of a mirror inside, such as https://huggingface.corp.example",
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: qwen-7b
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: Qwen
      modelName: Qwen2.5-7B-Instruct
      authSecret: hf-token
      modelPuller: registry.corp.example/nim/hub-cli:25.08
      pullSecret: registry-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: qwen-7b
spec:
  source:
    hf:
      endpoint: https://huggingface.corp.example
      namespace: Qwen
      modelName: Qwen2.5-7B-Instruct
      authSecret: hf-token
      modelPuller: registry.corp.example/nim/hub-cli:25.08
      pullSecret: registry-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
    settings: { airGapped: true },
  },
});

import { imagesOf } from "../images.ts";
import { rule } from "../rule.ts";

/** An image for any model is for trying out. */
export const multiLlmImage = rule({
  id: "multi-llm-image",
  title: "a multi-LLM image is used in production",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "warning",
  enforcedBy: "nimops",
  preset: "production",
  why: `The multi-LLM NIM serves whatever model it is pointed at, on generic profiles. What runs is decided
by environment and by what is on the hub at that moment, the engines are not tuned for the GPU, and no one
has tested that pair of image and model. For production take the NIM of the model itself, with its own
version and profiles.`,
  source: "NIM documentation on multi-LLM and LLM-specific NIMs; policy",
  check(resource, report) {
    for (const { reference, repositoryPath, main } of imagesOf(resource)) {
      const name = reference.path.replace(/@.*$/, "").split("/").at(-1) ?? "";
      if (!main || !/^(multi-?)?llm-nim$/.test(name)) continue;
      report(repositoryPath, `${name} serves any model: what runs is decided outside of this manifest`, {
        help: "use the NIM of the model itself, such as nvcr.io/nim/meta/llama-3.1-8b-instruct, and pin its version",
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/nvidia/llm-nim:1.15.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
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
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

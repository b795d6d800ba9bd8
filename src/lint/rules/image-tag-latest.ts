import { imageFault } from "../../nim/image-reference.ts";
import { imagesOf } from "../images.ts";
import { rule } from "../rule.ts";

/** A tag that moves makes every pod start a lottery. */
export const imageTagLatest = rule({
  id: "image-tag-latest",
  title: "an image has no fixed version",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "warning",
  enforcedBy: "nimops",
  why: `\`latest\`, or no tag at all, is whatever was pushed last. A cache downloads the profiles of the
image of that day; a service that is restarted months later runs another one, which knows other profiles,
finds none of them in the cache, and downloads or fails. Nobody can roll back to a version that was never
written down.

Write the version, or a digest: the operator joins \`repository\` and \`tag\` with a colon, so a digest goes
in as \`repository: …@sha256\` and \`tag: <64 hexadecimal digits>\`.`,
  source:
    "good practice; the way that the image is put together: k8s-nim-operator v3.1.2, nimservice_types.go GetImage",
  check(resource, report) {
    for (const { reference, text, tagPath } of imagesOf(resource)) {
      // What is no image at all is image-reference-form's.
      if (text.trim() === "" || imageFault(text) !== undefined) continue;
      const { tag, digest, repository } = reference;
      if (digest !== undefined || (tag !== undefined && tag !== "" && tag !== "latest")) continue;
      const what =
        tag === "latest" ? `${text} is whatever was pushed last` : `${text} has no tag, which means latest`;
      report(tagPath, what, {
        help: `write the version that was tested, such as ${exampleOf(repository, tagPath)}`,
      });
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
    tag: latest
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
`,
  },
});

/** A tag of its own, or at the end of the whole name. */
function exampleOf(repository: string, tagPath: readonly (string | number)[]): string {
  return tagPath.at(-1) === "tag" ? '"1.12.0"' : `${repository}:1.12.0`;
}

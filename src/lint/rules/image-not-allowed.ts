import type { ImageReference } from "../../nim/image-reference.ts";
import { imagesOf } from "../images.ts";
import { rule } from "../rule.ts";

/** The team's own list of image repositories. */
export const imageNotAllowed = rule({
  id: "image-not-allowed",
  title: "an image is outside the repositories that the team allows",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "nimops",
  why: `The configuration lists the repositories that images may come from (\`allowedImages\` in
\`nimops.yaml\`). The image of this container matches none of the patterns; the images of init and sidecar
containers and of the endpoint picker count too, since all of them see the model and most see the NGC key.

In a pattern \`*\` stands for anything but a slash and \`**\` for anything; a name without a registry is on
\`docker.io\`.`,
  source: "the team's own configuration",
  check(resource, report, { settings }) {
    if (settings.allowedImages === undefined) return;
    const allowed = patternsOf(settings.allowedImages);
    for (const { reference, text, repositoryPath } of imagesOf(resource)) {
      if (allowed.some((pattern) => namesOf(reference).some((name) => pattern.test(name)))) continue;
      const choices = settings.allowedImages.join(", ");
      report(repositoryPath, `${text} is from a repository that is not allowed`, {
        help: choices === "" ? "no image is allowed at all" : `allowed are: ${choices}`,
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
  sidecarContainers:
    - name: logs
      image:
        repository: docker.io/fluent/fluent-bit
        tag: 4.1.0
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
  sidecarContainers:
    - name: logs
      image:
        repository: registry.corp.example/fluent/fluent-bit
        tag: 4.1.0
`,
    settings: { allowedImages: ["nvcr.io/nim/**", "registry.corp.example/**"] },
  },
});

/** With and without the tag, and under the full name where the registry is Docker Hub. */
function namesOf({ registry, repository, path, tag }: ImageReference): string[] {
  const short = registry === undefined && !path.includes("/");
  const names =
    registry === undefined ? [repository, `docker.io/${short ? "library/" : ""}${path}`] : [repository];
  return tag === undefined ? names : names.flatMap((name) => [name, `${name}:${tag}`]);
}

const compiled = new WeakMap<readonly string[], RegExp[]>();

function patternsOf(globs: readonly string[]): RegExp[] {
  const known = compiled.get(globs);
  if (known) return known;
  const patterns = globs.map((glob) => {
    const source = glob
      .replace(/[.+?^$()|[\]\\{}]/g, "\\$&")
      .replace(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"));
    return new RegExp(`^${source}$`);
  });
  compiled.set(globs, patterns);
  return patterns;
}

import { type ImageFault, imageFault } from "../../nim/image-reference.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import type { Fix } from "../finding.ts";
import { imagesOf, type UsedImage } from "../images.ts";
import { rule } from "../rule.ts";

/** The CRD asks for a text, not for an image. */
export const imageReferenceForm = rule({
  id: "image-reference-form",
  title: "a name is no name of an image",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator joins \`repository\` and \`tag\` with a colon and copies \`modelPuller\` as it is; nobody checks the
result before the kubelet does. Its pods then stay at \`InvalidImageName\`, and the service or the cache waits for ever:
the name of an image has no \`https://\` before it, no second tag, no blanks and no upper case in its path.

A digest is written as \`repository: …@sha256\` with the 64 hexadecimal digits as \`tag\`, in a \`modelPuller\` as
\`…@sha256:<digits>\`.`,
  source: "distribution/reference, reference.go; k8s-nim-operator v3.1.2, nimservice_types.go GetImage",
  check(resource, report) {
    for (const image of imagesOf(resource)) {
      const fault = image.text.trim() === "" ? undefined : imageFault(image.text);
      if (fault === undefined) continue;
      const written = partsOf(image);
      const path = inTag(fault, written) ? image.tagPath : image.repositoryPath;
      const meant = meantBy(fault, written);
      if (!meant || imageFault(`${meant.repository}${meant.tag}`) !== undefined) {
        report(path, messages[fault](image.text), { help: helpFor(image) });
      } else {
        const help = changesOf(image, meant).map(({ path, value }) => `${nameOf(path)}: ${value}`);
        const fix = fixOf(image, meant, !unsure.has(fault) && written.doubled !== "differently");
        report(path, messages[fault](image.text), { help: `write ${help.join(" and ")}`, fix });
      }
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
    repository: https://nvcr.io/nim/meta/llama-3.1-8b-instruct
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

const messages: Readonly<Record<ImageFault, (text: string) => string>> = {
  address: (text) => `${quoted(text)} is an address, not the name of an image`,
  blanks: (text) => `${quoted(text)} has blanks in it, which no name of an image has`,
  "two tags": (text) => `the image becomes ${quoted(text)}, which has two tags`,
  "digest as tag": (text) => `the image becomes ${quoted(text)}: a digest is no tag`,
  "upper case": (text) => `${quoted(text)} has upper case in its path, which no name of an image has`,
  form: (text) => `${quoted(text)} is no name of an image`,
};

/** What an image is made of: the tag with its colon, or the digest with its `@`. */
interface Parts {
  readonly repository: string;
  readonly tag: string;
  readonly doubled?: "alike" | "differently";
}

function partsOf({ text, parts }: UsedImage): Parts {
  if (!parts) return { repository: text, tag: "" };
  const [, own] = /:([^:/@]+)$/.exec(parts.repository) ?? [];
  return {
    repository: parts.repository,
    tag: `:${parts.tag}`,
    ...(own === undefined ? {} : { doubled: own === parts.tag ? "alike" : "differently" }),
  };
}

/** Faults whose right form is a guess. */
const unsure: ReadonlySet<ImageFault> = new Set(["upper case", "form"]);

/** Whether the tag is what has to change first. */
function inTag(fault: ImageFault, { repository, tag }: Parts): boolean {
  if (fault === "digest as tag") return true;
  return tag !== "" && imageFault(repository) === undefined && fault !== "two tags";
}

function meantBy(fault: ImageFault, parts: Parts): Parts | undefined {
  const { repository, tag } = parts;
  switch (fault) {
    case "address":
      return { repository: repository.replace(/^[a-z][a-z0-9+.-]*:\/\/+/i, ""), tag };
    case "blanks":
      return { repository: repository.trim(), tag: tag.replace(/^:\s+/, ":").trimEnd() };
    case "two tags":
      return parts.doubled === undefined
        ? undefined
        : { repository: repository.replace(/:[^:/@]+$/, ""), tag };
    case "digest as tag": {
      if (tag === "") return { repository: repository.replace(/:sha256:/, "@sha256:"), tag };
      const digits = /^:sha256:([0-9a-f]{64})$/.exec(tag)?.[1];
      return digits === undefined ? undefined : { repository: `${repository}@sha256`, tag: `:${digits}` };
    }
    case "upper case":
      return { repository: repository.toLowerCase(), tag };
    case "form": {
      const [, name, digits] = /^(.+@sha256):([0-9a-f]{64})$/.exec(repository) ?? [];
      return name === undefined || tag === "" ? undefined : { repository: name, tag: `:${digits}` };
    }
  }
}

function changesOf({ repositoryPath, tagPath, parts, text }: UsedImage, meant: Parts) {
  const changes: { path: Path; value: string }[] = [];
  if (meant.repository !== (parts?.repository ?? text))
    changes.push({ path: repositoryPath, value: meant.repository });
  const tag = meant.tag.slice(1);
  if (parts && tag !== parts.tag) changes.push({ path: tagPath, value: tag });
  return changes;
}

function fixOf(image: UsedImage, meant: Parts, isSure: boolean): Fix {
  const edits = changesOf(image, meant).map(({ path, value }) => ({ op: "set" as const, path, value }));
  return { safety: isSure ? "safe" : "unsafe", edits };
}

function helpFor({ text, parts }: UsedImage): string {
  if (/\$\{|\$\(|\{\{/.test(text)) return "render the template, then lint and apply the result";
  return parts
    ? "write registry and path as repository and the version as tag, such as nvcr.io/nim/meta/llama-3.1-8b-instruct and 1.12.0"
    : "write registry, path and tag, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
}

function nameOf(path: Path): string {
  return String(path.at(-1));
}

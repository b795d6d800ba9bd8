/** The parts of an image's name, as a container runtime reads them. */
export interface ImageReference {
  /** The host, with its port; undefined where the name has none and Docker Hub is meant. */
  readonly registry: string | undefined;
  /** The path on the registry: `nim/meta/llama-3.1-8b-instruct`. */
  readonly path: string;
  /** Registry and path. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

/**
 * Splits `registry:5000/path/name:tag@sha256:…`. What is no image at all is split all the same, as well as it goes.
 * The first part is a registry if it has a dot or a colon or is `localhost`.
 * Source: distribution/reference, normalize.go.
 */
export function parseImageReference(text: string): ImageReference {
  const at = text.indexOf("@");
  const named = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const colon = named.lastIndexOf(":");
  const hasTag = colon > named.lastIndexOf("/");
  const repository = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const slash = repository.indexOf("/");
  const first = slash < 0 ? "" : repository.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === "localhost";
  return {
    registry: isRegistry ? first : undefined,
    path: isRegistry ? repository.slice(slash + 1) : repository,
    repository,
    tag,
    digest,
  };
}

interface ImageParts {
  readonly repository?: string | undefined;
  readonly tag?: string | undefined;
}

/**
 * What the operator writes into the pod for `repository` and `tag`: it joins them with a colon, always, so a digest is
 * written as `repository: name@sha256` with the hexadecimal digits as tag.
 * Source: k8s-nim-operator api/apps/v1alpha1/nimservice_types.go, GetImage.
 */
export function imageText(image: ImageParts | undefined): string {
  return `${image?.repository ?? ""}:${image?.tag ?? ""}`;
}

/** The image that runs for `repository` and `tag`; without a tag that of the repository alone, for what is still to be said of it. */
export function imageOf(image: ImageParts): ImageReference {
  return parseImageReference(`${image.repository ?? ""}${image.tag === undefined ? "" : `:${image.tag}`}`);
}

export type ImageFault = "address" | "blanks" | "two tags" | "digest as tag" | "upper case" | "form";

/**
 * Why no container runtime takes a name for an image; undefined where it does. The kubelet then says InvalidImageName.
 * Source: distribution/reference, the grammar in reference.go and normalize.go.
 */
export function imageFault(text: string): ImageFault | undefined {
  if (validName.test(text) && !lonelyId.test(text)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "address";
  if (/\s/.test(text)) return "blanks";
  if (/(@|:)sha256:[0-9a-f]*:|:sha256:/i.test(text) || /@sha256:[0-9a-f]{64}[:@]/i.test(text)) {
    return /:sha256:[0-9a-f]{64}$/i.test(text) ? "digest as tag" : "form";
  }
  const first = text.slice(text.lastIndexOf("/") + 1);
  if (/^[^:@]+:[^:@]+:[^:@]+$/.test(first)) return "two tags";
  const lower = lowered(text);
  if (lower !== text && validName.test(lower)) return "upper case";
  return "form";
}

const hostPart = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const host = `(?:${hostPart}(?:\\.${hostPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathPart = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const digestPart = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const validName = new RegExp(
  `^(?:${host}/)?${pathPart}(?:/${pathPart})*(?::[\\w][\\w.-]{0,127})?(?:@(?!sha256:(?![a-f0-9]{64}$))${digestPart})?$`,
);
/** A name that could be an image's id is refused. */
const lonelyId = /^[a-f0-9]{64}$/;

/** The path in lower case; a tag may have upper case. */
function lowered(text: string): string {
  const { repository } = parseImageReference(text);
  return repository.toLowerCase() + text.slice(repository.length);
}

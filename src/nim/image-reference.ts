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

/**
 * The image that the operator writes into the pod for `repository` and `tag`: it joins them with a colon, always, so a
 * digest is written as `repository: name@sha256` with the hexadecimal digits as tag.
 * Source: k8s-nim-operator api/apps/v1alpha1/nimservice_types.go, GetImage.
 */
export function imageOf(image: {
  repository?: string | undefined;
  tag?: string | undefined;
}): ImageReference {
  return parseImageReference(`${image.repository ?? ""}${image.tag === undefined ? "" : `:${image.tag}`}`);
}

import { commandText } from "../../containers/command-text.ts";
import { registryFailure } from "./registry-failure.ts";
import { addressOf, type ImagePlace, type Inspected, type SkopeoWorld } from "./skopeo.ts";

export interface CopyOutcome {
  /** Of blobs that the destination had already. */
  readonly bytesThere: number;
}

/**
 * Copies all architectures of an image, digests preserved, from where it is pinned by its digest.
 *
 * @param onBytes told the bytes of the blobs that are done with.
 * @throws StepError `registry/…`, `disk/full`, `tool/missing`
 */
export async function copyImage(
  from: ImagePlace,
  to: ImagePlace,
  { blobs }: Inspected,
  onBytes: (done: number) => void,
  world: SkopeoWorld,
): Promise<CopyOutcome> {
  const { logins, env, signal, timeout } = world;
  const args = [
    ...["copy", "--multi-arch", "all", "--preserve-digests", "--retry-times", "3"],
    ...(from.in === "registry" ? logins.flags(from.image, "src-") : []),
    ...(to.in === "registry" ? logins.flags(to.image, "dest-") : ["--dest-oci-accept-uncompressed-layers"]),
    ...[addressOf(from), addressOf(to)],
  ];
  const begun = new Set<string>();
  const there = new Set<string>();
  const onLine = (line: string) => {
    // `Copying blob sha256:…`, and behind it `skipped: already exists`, or in newer versions `done`.
    const [, digest, rest = ""] =
      /^Copying (?:blob|config) (?:sha256:)?([0-9a-f]{12,64})(.*)$/.exec(line) ?? [];
    if (digest === undefined) return;
    if (/already exists/.test(rest)) there.add(digest);
    // One that is begun says only that those before it are done.
    onBytes(sizeOf([...begun, ...there], blobs));
    begun.add(digest);
  };
  const run = await world.run("skopeo", args, { env, signal, timeout, onLine });
  if (run.code !== 0) {
    throw registryFailure(`copy ${addressOf(from)} to ${addressOf(to)}`, run, {
      command: commandText("skopeo", args),
      redact: world.redact,
    });
  }
  return { bytesThere: sizeOf(there, blobs) };
}

/** Some versions shorten the digests that they print. */
function sizeOf(digests: Iterable<string>, blobs: Inspected["blobs"]): number {
  const wanted = new Set([...digests].map((digest) => digest.slice(0, 12)));
  let sum = 0;
  for (const [digest, size] of blobs) {
    if (wanted.has(digest.slice("sha256:".length, "sha256:".length + 12))) sum += size;
  }
  return sum;
}

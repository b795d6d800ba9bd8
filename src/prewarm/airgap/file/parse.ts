import type { SourceFile } from "../../../manifest/document.ts";
import { parseSettings } from "../../../manifest/parse-settings.ts";
import type { Path } from "../../../nim/value.ts";
import type { UserError } from "../../../user-error.ts";
import { cacheName } from "./cache-name.ts";
import { type AirgapFile, airgapFile } from "./schema.ts";

type MistakeAt = (path: Path, message: string, help?: string) => UserError;

/** @throws UserError with the place of the first mistake and what would be right. */
export function parseAirgapFile(source: SourceFile): AirgapFile {
  const { settings, mistakeAt } = parseSettings(source, airgapFile, "the air-gap file");
  const names = settings.images.map(cacheName);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) {
    const help = "give one of them another with `name`";
    throw mistakeAt(["images", twice], `two images have the name ${JSON.stringify(names[twice])}`, help);
  }
  refuseSecretsInAddresses(settings, mistakeAt);
  // Manifests may bring more images, which are known only later.
  if (settings.manifests === undefined) refuseUnknownCaches(settings, names, mistakeAt);
  for (const [index, { url, name }] of (settings.verify?.services ?? []).entries()) {
    if ((url === undefined) !== (name === undefined)) continue;
    const help = "url where it can be reached from here, else the name of the Service";
    throw mistakeAt(["verify", "services", index], "needs either url or name", help);
  }
  const { to, carrier } = settings.mirror ?? {};
  if (settings.mirror !== undefined && (to === undefined) === (carrier === undefined)) {
    throw mistakeAt(["mirror"], "needs either to, a registry, or carrier, a folder to carry by hand");
  }
  if (settings.download?.with === "job" && settings.download.job === undefined) {
    throw mistakeAt(["download", "with"], "a Job needs download.job", "say at least its namespace and claim");
  }
  return settings;
}

/** A password in a URL would end in logs and in the shell's history; what it is, is not shown here either. */
function refuseSecretsInAddresses({ upload, verify, publish }: AirgapFile, mistakeAt: MistakeAt): void {
  const addresses: [Path, string | undefined][] = [
    [["upload", "to"], upload?.to],
    [["upload", "endpoint"], upload?.endpoint],
    [["upload", "namenode"], upload?.namenode],
    [["publish", "server"], publish?.server],
    ...(verify?.services ?? []).map(({ url }, index): [Path, string | undefined] => [
      ["verify", "services", index, "url"],
      url,
    ]),
  ];
  const found = addresses.find(([, text]) => text !== undefined && hasSecret(text));
  if (found === undefined) return;
  throw mistakeAt(
    found[0],
    `${found[0].join(".")} has credentials in it`,
    "take them out: docs/airgap.md tells where each store takes them from",
  );
}

/** Whether an address holds a user with a password, or a signature in its query. */
export function hasSecret(address: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(address) ||
    /[?&](?:sig|x-amz-signature|x-goog-signature|signature|token|access_token|delegation)=/i.test(address)
  );
}

function refuseUnknownCaches(
  { verify, publish }: AirgapFile,
  names: readonly string[],
  mistakeAt: MistakeAt,
): void {
  const named: [Path, string][] = [
    ...(verify?.services ?? []).map(({ cache }, index): [Path, string] => [
      ["verify", "services", index, "cache"],
      cache,
    ]),
    ...(publish?.models ?? []).map(({ cache }, index): [Path, string] => [
      ["publish", "models", index, "cache"],
      cache,
    ]),
  ];
  const unknown = named.find(([, cache]) => !names.includes(cache));
  if (unknown === undefined) return;
  const help = names.length === 0 ? "there are no images" : `there are ${names.join(", ")}`;
  throw mistakeAt(unknown[0], `no image has the name ${JSON.stringify(unknown[1])}`, help);
}

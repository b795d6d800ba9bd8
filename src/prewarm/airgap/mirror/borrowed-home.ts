import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface RegistrySettings {
  readonly host: string;
  readonly insecure: boolean;
  /** A PEM file. */
  readonly certificate: string | undefined;
}

/**
 * A home folder for tools that take no flags of ours, such as where another module runs skopeo, which reads
 * `registries.conf` from HOME alone (containers/image, sysregistriesv2): all that is in the user's own, by links, but for
 * what is said of one registry. Source: containers-registries.conf(5), containers-certs.d(5).
 */
export function borrowedHome(folder: string, own: string | undefined, settings: RegistrySettings): string {
  const { host, insecure, certificate } = settings;
  const containers = join(folder, ".config/containers");
  mkdirSync(containers, { recursive: true, mode: 0o700 });
  if (own !== undefined) {
    linkAll(own, folder, (name) => name.startsWith(".") && name !== ".config");
    linkAll(join(own, ".config"), join(folder, ".config"), (name) => name !== "containers");
    linkAll(
      join(own, ".config/containers"),
      containers,
      (name) => name !== "certs.d" && !(insecure && name === "registries.conf"),
    );
  }
  if (insecure) {
    const text = `[[registry]]\nlocation = ${JSON.stringify(host)}\ninsecure = true\n`;
    writeFileSync(join(containers, "registries.conf"), text);
  }
  if (certificate !== undefined) {
    const certificates = join(containers, "certs.d", host);
    mkdirSync(certificates, { recursive: true });
    copyFileSync(certificate, join(certificates, "ca.crt"));
  }
  return folder;
}

function linkAll(from: string, to: string, wants: (name: string) => boolean): void {
  let names: string[];
  try {
    names = readdirSync(from);
  } catch {
    return;
  }
  for (const name of names.filter(wants)) symlinkSync(join(from, name), join(to, name));
}

import { parseQuantity } from "../../quantity.ts";
import type { ValueMap } from "../../value.ts";
import {
  duplicate,
  type Fault,
  type Faults,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
} from "./fault.ts";
import { fieldOf, itemsOf, mapOf, numberOf, textOf } from "./fields.ts";
import { dnsLabel } from "./names.ts";
import { faultsOfBacksteps, faultsOfFilePath, faultsOfLocalPath } from "./paths.ts";

/**
 * Of the kinds of volume that the operator makes; of others, what is in them is not looked at. A volume without any is
 * an emptyDir. Source: Kubernetes 1.35 core validation.go, ValidateVolumes.
 *
 * @returns the names that containers may mount: those of volumes without faults
 */
export function* faultsOfVolumes(pod: ValueMap, at: string): Generator<Fault, ReadonlySet<string>> {
  const names = new Set<string>();
  for (const [index, volume] of itemsOf(pod, "volumes").entries()) {
    const name = textOf(volume, "name");
    const faults = [...faultsOfVolume(volume, `${at}[${index}]`)];
    if (names.has(name)) faults.push(duplicate(`${at}[${index}].name`, name));
    if (faults.length === 0) names.add(name);
    yield* faults;
  }
  return names;
}

/** Source: the same, ValidateVolumeMounts; the faults of a subPath are reported without the mount's index there. */
export function* faultsOfMounts(container: ValueMap, at: string, volumes: ReadonlySet<string>): Faults {
  const paths = new Set<string>();
  for (const [index, mount] of itemsOf(container, "volumeMounts").entries()) {
    const place = `${at}.volumeMounts[${index}]`;
    const name = textOf(mount, "name");
    if (name === "") yield required(`${place}.name`);
    if (!volumes.has(name)) yield notFound(`${place}.name`, name);
    const path = textOf(mount, "mountPath");
    if (path === "") yield required(`${place}.mountPath`);
    if (paths.has(path)) yield invalid(`${place}.mountPath`, path, "must be unique");
    paths.add(path);
    const subPath = textOf(mount, "subPath");
    if (subPath !== "") yield* faultsOfLocalPath(subPath, `${at}.volumeMounts.subPath`);
  }
}

const sources = {
  emptyDir: function* (source: ValueMap, at: string): Faults {
    const limit = fieldOf(source, "sizeLimit");
    const quantity =
      typeof limit === "string" || typeof limit === "number" ? parseQuantity(limit) : undefined;
    if (quantity && quantity.nano < 0n) {
      yield forbidden(`${at}.sizeLimit`, "SizeLimit field must be a valid resource quantity");
    }
  },
  hostPath: faultsOfHostPath,
  secret: (source: ValueMap, at: string): Faults => faultsOfFiles(source, "secretName", at),
  persistentVolumeClaim: function* (source: ValueMap, at: string): Faults {
    if (textOf(source, "claimName") === "") yield required(`${at}.claimName`);
  },
  configMap: (source: ValueMap, at: string): Faults => faultsOfFiles(source, "name", at),
} as const;

function* faultsOfVolume(volume: ValueMap, at: string): Faults {
  let given = 0;
  for (const [kind, faultsOf] of Object.entries(sources)) {
    const source = mapOf(volume, kind);
    if (!source) continue;
    if (given++ > 0) yield forbidden(`${at}.${kind}`, "may not specify more than 1 volume type");
    else yield* faultsOf(source, `${at}.${kind}`);
  }
  const name = textOf(volume, "name");
  if (name === "") yield required(`${at}.name`);
  else yield* invalidEach(`${at}.name`, name, dnsLabel(name));
}

const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

function* faultsOfHostPath(source: ValueMap, at: string): Faults {
  const path = textOf(source, "path");
  if (path === "") {
    yield required(`${at}.path`);
    return;
  }
  yield* faultsOfBacksteps(path, `${at}.path`);
  const type = textOf(source, "type");
  if (!hostPathTypes.includes(type)) yield notSupported(`${at}.type`, type, hostPathTypes);
}

function* faultsOfFiles(source: ValueMap, nameField: string, at: string): Faults {
  if (textOf(source, nameField) === "") yield required(`${at}.${nameField}`);
  yield* faultsOfMode(numberOf(source, "defaultMode"), `${at}.defaultMode`);
  for (const [index, item] of itemsOf(source, "items").entries()) {
    const place = `${at}.items[${index}]`;
    const path = textOf(item, "path");
    if (textOf(item, "key") === "") yield required(`${place}.key`);
    if (path === "") yield required(`${place}.path`);
    yield* faultsOfFilePath(path, `${place}.path`);
    yield* faultsOfMode(numberOf(item, "mode"), `${place}.mode`);
  }
}

function* faultsOfMode(mode: number | undefined, at: string): Faults {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return;
  yield invalid(at, mode, "must be a number between 0 and 0777 (octal), both inclusive");
}

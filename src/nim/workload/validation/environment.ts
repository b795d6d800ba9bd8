import { parseQuantity } from "../../quantity.ts";
import type { ValueMap } from "../../value.ts";
import { type Faults, invalid, invalidEach, notFound, notSupported, required } from "./fault.ts";
import { fieldOf, itemsOf, mapOf, textOf } from "./fields.ts";
import { configKey, dnsLabel, dnsSubdomain, labelKey, variableName } from "./names.ts";
import { faultsOfBacksteps } from "./paths.ts";

/** Two variables of one name are well: the last one counts. Source: Kubernetes 1.35 core validation.go, ValidateEnv. */
export function* faultsOfEnvironment(container: ValueMap, at: string): Faults {
  for (const [index, variable] of itemsOf(container, "env").entries()) {
    const place = `${at}.env[${index}]`;
    const name = textOf(variable, "name");
    if (name === "") yield required(`${place}.name`);
    else yield* invalidEach(`${place}.name`, name, variableName(name));
    const source = mapOf(variable, "valueFrom");
    if (source) yield* faultsOfSource(source, textOf(variable, "value"), `${place}.valueFrom`);
  }
  yield* faultsOfWholeSources(container, `${at}.envFrom`);
}

/** A variable may be read from a file, if that is in an emptyDir. Source: the same, validateFileKeyRefVolumes. */
export function* faultsOfVariableFiles(containers: readonly ValueMap[], at: string, pod: ValueMap): Faults {
  const volumes = new Map(itemsOf(pod, "volumes").map((volume) => [textOf(volume, "name"), volume]));
  for (const [index, container] of containers.entries()) {
    for (const [number, variable] of itemsOf(container, "env").entries()) {
      const file = mapOf(mapOf(variable, "valueFrom") ?? {}, "fileKeyRef");
      if (!file) continue;
      const name = textOf(file, "volumeName");
      const volume = volumes.get(name);
      const place = `${at}[${index}].env[${number}].valueFrom.fileKeyRef.volumeName`;
      if (!volume) yield notFound(place, name);
      else if (isOfAnotherKind(volume))
        yield invalid(place, name, "referenced volume must be of type emptyDir");
    }
  }
}

/** A volume of no kind becomes an emptyDir. */
function isOfAnotherKind(volume: ValueMap): boolean {
  const kinds = Object.keys(volume).filter((key) => key !== "name" && mapOf(volume, key) !== undefined);
  return kinds.length > 0 && !kinds.includes("emptyDir");
}

const sources = {
  fieldRef: faultsOfField,
  resourceFieldRef: faultsOfResourceField,
  configMapKeyRef: faultsOfKey,
  secretKeyRef: faultsOfKey,
  fileKeyRef: faultsOfFileKey,
} as const;

function* faultsOfSource(source: ValueMap, value: string, at: string): Faults {
  let given = 0;
  for (const [name, faultsOf] of Object.entries(sources)) {
    const reference = mapOf(source, name);
    if (!reference) continue;
    given++;
    yield* faultsOf(reference, `${at}.${name}`);
  }
  if (given === 0) {
    const names = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    yield invalid(at, "", `must specify one of: ${names}`);
  } else if (value !== "") {
    yield invalid(at, "", "may not be specified when `value` is not empty");
  } else if (given > 1) {
    yield invalid(at, "", "may not have more than one field specified at a time");
  }
}

const readableFields = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

/** Fields that a pod has, but a variable cannot take its value from. */
const otherFields = [
  "metadata.annotations",
  "metadata.labels",
  "spec.restartPolicy",
  "spec.schedulerName",
  "status.phase",
];

/** `metadata.labels['app']` or a plain path. Source: pkg/apis/core/pods/helpers.go, ConvertDownwardAPIFieldLabel. */
function* faultsOfField(reference: ValueMap, at: string): Faults {
  const path = textOf(reference, "fieldPath");
  const version = textOf(reference, "apiVersion") || "v1";
  if (path === "") {
    yield required(`${at}.fieldPath`);
    return;
  }
  const subscripted = /^(.+?)\['(.*)'\]$/s.exec(path);
  const base = subscripted?.[1] ?? path;
  const key = subscripted?.[2] ?? "";
  const problem = fieldProblem(version, path, base, subscripted !== null);
  if (problem !== undefined) yield invalid(`${at}.fieldPath`, path, `error converting fieldPath: ${problem}`);
  else if (subscripted) {
    yield* invalidEach(
      at,
      base === "metadata.labels" ? key : key.toLowerCase(),
      labelKey(base === "metadata.labels" ? key : key.toLowerCase()),
    );
  } else if (path !== "spec.host" && !readableFields.includes(path)) {
    yield notSupported(`${at}.fieldPath`, path, readableFields);
  }
}

function fieldProblem(
  version: string,
  path: string,
  base: string,
  isSubscripted: boolean,
): string | undefined {
  if (version !== "v1") return `unsupported pod version: ${version}`;
  if (isSubscripted) {
    const isMap = base === "metadata.annotations" || base === "metadata.labels";
    return isMap ? undefined : `field label does not support subscript: ${path}`;
  }
  const isKnown = path === "spec.host" || readableFields.includes(path) || otherFields.includes(path);
  return isKnown ? undefined : `field label not supported: ${path}`;
}

const resourceFields = ["limits", "requests"].flatMap((side) =>
  ["cpu", "ephemeral-storage", "memory"].map((name) => `${side}.${name}`),
);
const bytes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

function* faultsOfResourceField(reference: ValueMap, at: string): Faults {
  const resource = textOf(reference, "resource");
  const isHugePages = /^(requests|limits)\.hugepages-/.test(resource);
  if (resource === "") yield required(`${at}.resource`);
  else if (!isHugePages && !resourceFields.includes(resource)) {
    yield notSupported(`${at}.resource`, resource, resourceFields);
  }
  const written = fieldOf(reference, "divisor");
  const divisor =
    typeof written === "string" || typeof written === "number" ? parseQuantity(written) : undefined;
  if (!divisor || divisor.nano === 0n) return;
  if (resource.endsWith(".cpu")) {
    if (divisor.canonical === "1m" || divisor.canonical === "1") return;
    const sentence = "only divisor's values 1m and 1 are supported with the cpu resource";
    yield invalid(`${at}.divisor`, resource, sentence);
  } else if ((isHugePages || resourceFields.includes(resource)) && !bytes.includes(divisor.canonical)) {
    const kind = resource.replace(/^(requests|limits)\./, "");
    const named = isHugePages ? "hugepages" : kind === "memory" ? kind : "local ephemeral storage";
    const sentence = `only divisor's values ${bytes.join(", ")} are supported with the ${named} resource`;
    yield invalid(`${at}.divisor`, resource, sentence);
  }
}

function* faultsOfKey(reference: ValueMap, at: string): Faults {
  const name = textOf(reference, "name");
  yield* invalidEach(`${at}.name`, name, dnsSubdomain(name));
  const key = textOf(reference, "key");
  if (key === "") yield required(`${at}.key`);
  else yield* invalidEach(`${at}.key`, key, configKey(key));
}

function* faultsOfFileKey(reference: ValueMap, at: string): Faults {
  const key = textOf(reference, "key");
  if (key === "") yield required(`${at}.key`);
  else yield* invalidEach(`${at}.key`, key, variableName(key));
  const volume = textOf(reference, "volumeName");
  if (volume === "") yield required(`${at}.volumeName`);
  else yield* invalidEach(`${at}.volumeName`, volume, dnsLabel(volume));
  const path = textOf(reference, "path");
  if (path === "") yield required(`${at}.path`);
  else yield* faultsOfBacksteps(path, `${at}.path`);
}

/** Here the faults that concern the choice of a source are reported on the list, not on its item. */
function* faultsOfWholeSources(container: ValueMap, at: string): Faults {
  for (const [index, item] of itemsOf(container, "envFrom").entries()) {
    const prefix = textOf(item, "prefix");
    if (prefix !== "") yield* invalidEach(`${at}[${index}].prefix`, prefix, variableName(prefix));
    let given = 0;
    for (const kind of ["configMapRef", "secretRef"]) {
      const reference = mapOf(item, kind);
      if (!reference) continue;
      given++;
      const name = textOf(reference, "name");
      const place = `${at}[${index}].${kind}.name`;
      if (name === "") yield required(place);
      else yield* invalidEach(place, name, dnsSubdomain(beforeMore(name)));
    }
    if (given === 0) yield invalid(at, "", "must specify one of: `configMapRef` or `secretRef`");
    else if (given > 1) yield invalid(at, "", "may not have more than one field specified at a time");
  }
}

/** The name is checked as the start of a longer one, so it may end in a dash: a slip of Kubernetes. */
function beforeMore(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}

import { imageText } from "../image-reference.ts";
import type { Container, EnvVar, NIMServiceSpec } from "../schema/kinds.ts";
import { atLeast } from "../version.ts";
import { certificateScript } from "./certificate-script.ts";
import { type DraftMap, Unquoted } from "./draft.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import { environmentWritten } from "./service-environment.ts";
import type { ServiceFacts } from "./service-facts.ts";
import { certificateMounts } from "./volumes.ts";

interface Around {
  /** Variables that the operator adds, the NGC key among them. */
  readonly env: readonly EnvVar[];
  readonly mounts: readonly DraftMap[];
}

/** Source: k8s-nim-operator nimservice_types.go, GetInitContainers; internal/k8sutil, GetUpdateCaCertInitContainerCommand. */
export function initContainersOf(facts: ServiceFacts, around: Around): DraftMap[] {
  const { spec } = facts;
  const own = (spec.initContainers ?? []).flatMap((given) =>
    given ? [containerOf(spec, given, around)] : [],
  );
  return spec.proxy?.certConfigMap ? [certificateContainer(facts, around), ...own] : own;
}

export function sidecarsOf({ spec }: ServiceFacts, around: Around): DraftMap[] {
  return (spec.sidecarContainers ?? []).flatMap((given) => (given ? [containerOf(spec, given, around)] : []));
}

/** Texts of a command, or nothing for none. */
export function wordsOf(words: readonly (string | undefined)[] | undefined): string[] | undefined {
  const given = (words ?? []).filter((word) => word !== undefined);
  return given.length > 0 ? given : undefined;
}

function containerOf(spec: NIMServiceSpec, given: Container, { env, mounts }: Around): DraftMap {
  const merged = environmentWritten(mergedEnvironment(env, given.env));
  return {
    name: new Unquoted(given.name ?? "", ""),
    image: new Unquoted(imageText(given.image)),
    imagePullPolicy: new Unquoted(given.image?.pullPolicy || spec.image?.pullPolicy || ""),
    command: wordsOf(given.command),
    args: wordsOf(given.args),
    workingDir: new Unquoted(given.workingDir ?? ""),
    env: merged.length > 0 ? merged : undefined,
    resources: {},
    volumeMounts: mounts.length > 0 ? mounts : undefined,
  };
}

/** Operator 3.0 set this container behind the template's back: without variables and without the model. */
function certificateContainer({ spec, version }: ServiceFacts, { env, mounts }: Around): DraftMap {
  const isTemplated = atLeast(version, "3.1.0");
  return {
    name: "update-ca-certificates",
    image: new Unquoted(imageText(spec.image)),
    imagePullPolicy: new Unquoted(spec.image?.pullPolicy ?? ""),
    command: ["/bin/sh", "-c", certificateScript],
    env: isTemplated ? environmentWritten(env) : undefined,
    resources: {},
    securityContext: { runAsUser: 0, runAsNonRoot: false },
    volumeMounts: isTemplated ? mounts : certificateMounts,
  };
}

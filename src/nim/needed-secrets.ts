import type { EnvVar, NIMBuildSpec, NIMCacheSpec, NIMServiceSpec } from "./schema/kinds.ts";
import type { Path } from "./value.ts";

/** What a Secret is used for: pulling images, or the key of the place that models come from. */
export type SecretUse = "pull" | "NGC_API_KEY" | "HF_TOKEN";

export interface NeededSecret {
  readonly name: string;
  readonly path: Path;
  readonly use: SecretUse;
}

/**
 * The Secrets that a cache needs. With NIM_REPOSITORY_OVERRIDE the auth Secret holds a mirror's credentials, which
 * have other names, so it is left out. Source: k8s-nim-operator nimcache_types.go; config/samples/nim/caching/ngc-mirror.
 */
export function secretsOfCache(spec: NIMCacheSpec): NeededSecret[] {
  const { ngc, hf, dataStore } = spec.source ?? {};
  const key = ngc?.modelEndpoint?.startsWith("hf://") ? "HF_TOKEN" : "NGC_API_KEY";
  const keys = hasVariable(spec.env, "NIM_REPOSITORY_OVERRIDE") || hasVariable(spec.env, key);
  return [
    ...needed(ngc?.pullSecret, ["spec", "source", "ngc", "pullSecret"], "pull"),
    ...needed(keys ? undefined : ngc?.authSecret, ["spec", "source", "ngc", "authSecret"], key),
    ...needed(hf?.pullSecret, ["spec", "source", "hf", "pullSecret"], "pull"),
    ...needed(hf?.authSecret, ["spec", "source", "hf", "authSecret"], "HF_TOKEN"),
    ...needed(dataStore?.pullSecret, ["spec", "source", "dataStore", "pullSecret"], "pull"),
    ...needed(dataStore?.authSecret, ["spec", "source", "dataStore", "authSecret"], "HF_TOKEN"),
  ];
}

/** The operator takes NGC_API_KEY out of the auth Secret, unless env sets it. Source: nimservice_types.go, GetStandardEnv. */
export function secretsOfService(spec: NIMServiceSpec): NeededSecret[] {
  const auth = hasVariable(spec.env, "NGC_API_KEY") ? undefined : spec.authSecret;
  return [...pullSecrets(spec.image), ...needed(auth, ["spec", "authSecret"], "NGC_API_KEY")];
}

/** The key of a build is its cache's. Source: k8s-nim-operator nimbuild_controller.go. */
export function secretsOfBuild(spec: NIMBuildSpec): NeededSecret[] {
  return pullSecrets(spec.image);
}

function pullSecrets(image: { pullSecrets?: string[] | undefined } | undefined): NeededSecret[] {
  return (image?.pullSecrets ?? []).flatMap((name, index) =>
    needed(name, ["spec", "image", "pullSecrets", index], "pull"),
  );
}

function needed(name: string | undefined, path: Path, use: SecretUse): NeededSecret[] {
  return name ? [{ name, path, use }] : [];
}

function hasVariable(env: readonly EnvVar[] | undefined, name: string): boolean {
  return (env ?? []).some((variable) => variable?.name === name);
}

import type { EnvVar } from "../schema/kinds.ts";
import { atLeast } from "../version.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import type { ModelStore } from "./model-store.ts";
import { secretVariable } from "./service-environment.ts";
import type { ServiceFacts } from "./service-facts.ts";

/**
 * The variables of the model's container, once it is known where the model comes from and how it is laid out. Undefined
 * where the operator trips over a cache of a Hugging Face dataset.
 * Source: k8s-nim-operator standalone/nimservice.go and kserve/nimservice.go, the part behind GetDeploymentParams.
 */
export function modelEnvironment(
  facts: ServiceFacts,
  store: ModelStore,
  isNative: boolean,
  given: readonly EnvVar[],
): EnvVar[] | undefined {
  const source = store.cache?.spec.source;
  let env = [...given];
  if (isUniversal(store) && !isNative) {
    const universal: EnvVar[] = [{ name: "NIM_MODEL_NAME", value: "/model-store" }];
    if (atLeast(facts.version, "3.1.1")) {
      const { hf } = source ?? {};
      if (hf && hf.modelName === undefined) return undefined;
      universal.push({ name: "HF_HOME", value: "/model-store/huggingface/hub" });
      universal.push({
        name: "NIM_MODEL_PATH",
        value: hf ? `hf://${hf.namespace ?? ""}/${hf.modelName}` : "",
      });
    }
    env = mergedEnvironment(universal, env);
  }
  if (isNative) {
    const path = store.cache ? `/model/${store.cache.name}` : "/model";
    env = mergedEnvironment(env, [{ name: "NIM_ENGINE_MODEL_PATH", value: path }]);
    env = withTokens(facts, env, true);
  }
  const isHuggingFace =
    source?.hf !== undefined || source?.dataStore !== undefined || namesHuggingFace(given);
  if (isHuggingFace) env = withTokens(facts, env, false);
  const { profile } = store;
  return profile ? mergedEnvironment([{ name: "NIM_MODEL_PROFILE", value: profile }], env) : env;
}

/** A model that any NIM of its kind can serve, by an endpoint of NGC or from Hugging Face. */
export function isUniversal({ cache }: ModelStore): boolean {
  const { ngc, hf } = cache?.spec.source ?? {};
  return ngc?.modelEndpoint !== undefined || hf !== undefined;
}

function namesHuggingFace(env: readonly EnvVar[]): boolean {
  return env.find(({ name }) => name === "NIM_MODEL_NAME")?.value?.startsWith("hf://") === true;
}

/** The NGC key becomes optional, and a token of Hugging Face takes its place. */
function withTokens({ spec, version }: ServiceFacts, env: readonly EnvVar[], isOptional: boolean): EnvVar[] {
  const others = env.filter(({ name }) => name !== "NGC_API_KEY");
  if (atLeast(version, "main") && !spec.authSecret) return others;
  const token = secretVariable(spec, "HF_TOKEN", isOptional);
  // Operator 3.0 took the NGC key away altogether.
  const key = atLeast(version, "3.1.0") ? [secretVariable(spec, "NGC_API_KEY", true)] : [];
  return mergedEnvironment(others, [...key, token]);
}

/** Names of backends that stand in the model manifests of NIM images. */
export const knownBackends = ["tensorrt_llm", "tensorrt", "vllm", "sglang", "onnx", "triton"] as const;

/**
 * The part of `model.engine` that a profile's backend must contain.
 * Source: k8s-nim-operator nimparser, both forms: one trailing `_llm` is cut off, nothing else is translated.
 */
export function engineStem(engine: string): string {
  return engine.replace(/_llm$/, "");
}

/** Whether some known backend contains the engine; manifests of the first form compare with case, newer ones without. */
export function matchesSomeBackend(engine: string): boolean {
  return knownBackends.some((backend) => backend.includes(engineStem(engine)));
}

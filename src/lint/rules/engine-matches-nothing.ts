import { knownBackends, matchesSomeBackend } from "../../nim/engine-name.ts";
import { quoted } from "../../nim/quoted.ts";
import { corrected } from "../corrected.ts";
import { at, rule, set } from "../rule.ts";

/** T12: names that people use for TensorRT-LLM, and that no profile has. */
export const engineMatchesNothing = rule({
  id: "engine-matches-nothing",
  title: "a cache selects an engine that no profile has",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator keeps the profiles whose backend contains \`model.engine\`, after cutting one trailing
\`_llm\` off. There is no table of other names: \`trtllm\`, which NVIDIA's own page of the NIMCache lists, is
part of no backend. Nothing is selected then and the cache stays \`NotReady\` with \`no profiles are selected
for caching\`.

Upper case matters as well: images with the older form of model manifest are compared letter by letter.`,
  source: "k8s-nim-operator v3.1.2, nimparser/v1 and v2; seen on a cluster (trap T12)",
  check(cache, report) {
    const model = cache.spec.source?.ngc?.model;
    const engine = model?.engine;
    if (!engine || (model.profiles?.length ?? 0) > 0 || matchesSomeBackend(engine)) return;
    const path = at("spec", "source", "ngc", "model", "engine");
    const lower = engine.toLowerCase();
    const shown = quoted(engine);
    if (matchesSomeBackend(lower)) {
      report(path, `images with the older model manifest have no profile for the engine ${shown}`, {
        help: `write \`engine: ${lower}\`, in lower case`,
        severity: "warning",
        fix: set(path, lower),
      });
      return;
    }
    const { help, fix } = corrected(path, engine, knownBackends, aliasOf(lower));
    if (fix === undefined) {
      report(path, `no known NIM has profiles for the engine ${shown}`, { help, severity: "info" });
    } else {
      report(path, `no profile has the engine ${shown}, so nothing is selected`, { help, fix });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: trtllm
        tensorParallelism: "1"
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** Other names of TensorRT-LLM. */
function aliasOf(engine: string): string | undefined {
  const letters = engine.replace(/[^a-z]/g, "");
  return ["trtllm", "trt", "tensorrtllm", "tensorllm", "trtllmengine"].includes(letters)
    ? "tensorrt_llm"
    : undefined;
}

import { bytesPerParameter, publishedBytesPerParameter, volumeBytes } from "../../nim/model-size.ts";
import { gibibytes, parseQuantity } from "../../nim/quantity.ts";
import { modelInQuestion } from "../model-in-question.ts";
import { at, rule } from "../rule.ts";

/** Guidance, not arithmetic: what is downloaded depends on the profiles. */
export const cacheSizeAgainstModel = rule({
  id: "cache-size-against-model",
  title: "a new volume is small for the model",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "nimops",
  why: `Advisory. A volume that is too small fills up after an hour of downloading; the job fails with "no
space left on device", is tried again from the start, and a claim cannot be made larger here, since the
operator does not resize it. The size needed is that of all selected profiles: weights are about parameters
times bytes (2 for BF16, 1 for FP8), each profile is a set of its own, and a filter without GPUs selects
those of every GPU in the cluster.

The rule reads the parameters from the model's name and compares with the smaller of two published tables:
50Gi up to 8 billion, 80Gi up to 34, 120Gi below 70, 150Gi from 70, 300Gi from 100; never less than the
weights alone, in the precision of the filter or of the model. What it advises holds the weights, a fifth
more and 1Gi of scratch, as \`nimops plan\` asks for, with 16 bits a parameter unless the precision is known.
With one pinned profile that suffices. Where three sets of 16-bit weights would fit, it is said as advice only,
and of models below 3 billion not at all.`,
  source:
    "NIMCache page of the NIM Operator documentation; NVIDIA article on private AI with NIM; issue: DeepSeek-R1 sample with 100Gi",
  check(cache, report) {
    const { create, size } = cache.spec.storage?.pvc ?? {};
    const quantity = create === true && size ? parseQuantity(size) : undefined;
    const model = modelInQuestion(cache);
    // Sizes of next to nothing, and 50G where 50Gi would do, are told by storage-size-form.
    if (!quantity || !model || gibibytes(quantity) < 1 / 1024) return;
    const { precision = "", profiles = [] } = cache.spec.source?.ngc?.model ?? {};
    const known = bytesOf(precision.toLowerCase()) ?? publishedBytesPerParameter(model.name);
    const { needed, advised } = sizesGiB(
      model.billions,
      known,
      profiles.length === 1 && profiles[0] !== "all",
    );
    if (gibibytes(quantity) >= needed || needed <= gibibytes(parseQuantity(`${size}i`) ?? quantity)) return;
    const step = advised > 500 ? 50 : 10;
    const rounded = Math.ceil(advised / step) * step;
    const holdsThree = gibibytes(quantity) >= (model.billions * 1e9 * 2 * 3) / gib;
    report(
      at("spec", "storage", "pvc", "size"),
      `${size} is small for a model of ${model.billions} billion parameters`,
      {
        help: `write at least ${rounded}Gi (advisory; the sum of the selected profiles and a fifth more decides)`,
        related: [model.path],
        ...(holdsThree ? { severity: "info" as const } : {}),
      },
    );
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: deepseek-r1
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/deepseek-ai/deepseek-r1:1.7.3
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "8"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 100Gi
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
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

const gib = 2 ** 30;

function bytesOf(precision: string): number | undefined {
  return Object.hasOwn(bytesPerParameter, precision) ? bytesPerParameter[precision] : undefined;
}

/** What is surely needed, and what is wise. Where the precision is not known, most large models have FP8 profiles. */
function sizesGiB(
  billions: number,
  bytes: number | undefined,
  pinned: boolean,
): { needed: number; advised: number } {
  const weights = (of: number) => (billions * 1e9 * of) / gib;
  const guidance =
    billions < 3 ? weights(2 * 3) : (smallestGuidance.find(({ below }) => billions < below)?.size ?? 300);
  // What `nimops plan` asks for, so that nobody is told twice.
  const oneProfile = volumeBytes(billions * 1e9 * (bytes ?? 2)) / gib;
  const least = pinned ? Math.min(guidance, oneProfile) : guidance;
  return { needed: Math.max(weights(bytes ?? 1), least), advised: Math.max(oneProfile, least) };
}

/** GiB for models below a number of billions; of two sources the smaller. */
const smallestGuidance: readonly { below: number; size: number }[] = [
  { below: 8.5, size: 50 },
  { below: 34.5, size: 80 },
  { below: 70, size: 120 },
  { below: 100, size: 150 },
];

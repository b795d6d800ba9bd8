import { initContainers } from "./container.ts";
import { fields, integer, later, list, maybe, optional, shared, text, withDefault } from "./kit.ts";
import { conditions } from "./kubernetes/condition.ts";
import { environment } from "./kubernetes/environment.ts";
import { tolerations } from "./kubernetes/toleration.ts";
import { root } from "./metadata.ts";
import { profileStatus } from "./profilestatus.ts";
import { proxy } from "./proxy.ts";
import { cacheStorage } from "./storage.ts";

/** NIMCache: a model's files, downloaded once onto a volume. */
export const nimCache = shared((at) =>
  root("NIMCache", "Downloads a model once onto a volume that many services can use.", {
    spec: optional(cacheSpec(at)),
    status: later(() => cacheStatus(at)),
  }),
);

const cacheSpec = shared((at) =>
  fields("What to download and where to keep it; cannot be changed later once the webhook is on.", {
    certConfig: later(() =>
      fields("Deprecated, and an error at run time: use proxy.certConfigMap.", {
        mountPath: text("Folder to mount the certificates at."),
        name: text("ConfigMap with the certificates."),
      }),
    ),
    env: later(() => environment(at)),
    groupID: optional(integer("Group that the download runs as; default 2000.", { go: "int64" })),
    initContainers: at.since(
      "3.1.0",
      later(() => initContainers(at), "Containers that run before the download."),
    ),
    nodeSelector: maybe.textMap(
      "Labels of the nodes to download on; default is nodes with an NVIDIA device, also for {}.",
    ),
    proxy: later(() => proxy(at)),
    resources: optional(
      fields("Requests and limits alike of the download; a GPU cannot be asked for and is not needed.", {
        cpu: maybe.quantity("CPU cores, such as 4 or 500m."),
        memory: maybe.quantity("Memory, such as 16Gi."),
      }),
    ),
    runtimeClassName: maybe.text("RuntimeClass of the download's pods."),
    source: source(at),
    storage: cacheStorage(at),
    tolerations: optional(tolerations(at)),
    userID: optional(integer("User that the download runs as; default 1000.", { go: "int64" })),
  }),
);

const source = shared((at) =>
  fields("Where the model comes from: exactly one of ngc, dataStore, hf.", {
    dataStore: later(() =>
      fields("A NeMo Data Store.", {
        ...hubModel(),
        endpoint: text("Address of the Data Store's Hugging Face API, ending in /v1/hf.", {
          pattern: /^https?:\/\/[^\n]*\/v1\/hf\/?$/,
          words: "an http:// or https:// address that ends in /v1/hf",
        }),
        namespace: withDefault("default", text("Namespace of the model or dataset.")),
        ...hubSecrets(),
      }),
    ),
    hf: later(() =>
      fields("Hugging Face, or a mirror of it.", {
        ...hubModel(),
        endpoint: text("Address, such as https://huggingface.co.", {
          pattern: /^https?:\/\/[^\n]*$/,
          words: "an http:// or https:// address",
        }),
        namespace: text("User or organisation that owns the model or dataset.", { min: 1 }),
        ...hubSecrets(),
      }),
    ),
    ngc: optional(ngc(at)),
  }),
);

const hubModel = () => ({
  datasetName: maybe.text("Dataset to download; not together with modelName."),
  modelName: maybe.text("Model to download; not together with datasetName."),
  revision: optional(text("Branch, tag or commit; default is the main branch.", { min: 1 })),
});

const hubSecrets = () => ({
  authSecret: text("Secret with the key HF_TOKEN.", { min: 1 }),
  modelPuller: text("Image, with its tag, that downloads.", { min: 1 }),
  pullSecret: text("Image pull Secret for modelPuller.", { min: 1 }),
});

const ngc = shared((at) =>
  fields("NVIDIA NGC: the NIM image downloads its own model.", {
    authSecret: text("Secret with the key NGC_API_KEY; all its keys become environment variables."),
    model: optional(model(at)),
    modelEndpoint: maybe.text(
      "Model of a universal NIM, such as ngc://… or hf://…; not together with model.",
    ),
    modelPuller: text("NIM image, with its tag, that downloads its model; cannot be changed later."),
    pullSecret: maybe.text("Image pull Secret for modelPuller."),
  }),
);

const model = shared((at) =>
  fields("Which profiles to download: their ids, or a filter. Everything if nothing is said.", {
    buildable: maybe.flag("Only profiles with this tag value; left out, buildable ones are not told apart."),
    engine: maybe.text("Engine such as tensorrt_llm or vllm; trtllm matches nothing."),
    gpus: optional(
      list("GPUs that the profiles are for; default is what the cluster's nodes have.", gpu(at)),
    ),
    lora: maybe.flag("Only profiles with this tag value; false matches few."),
    precision: maybe.text("Precision such as fp8 or bf16."),
    profiles: maybe.texts("Profile ids, or all; with it the rest of model must be left out."),
    qosProfile: maybe.text("latency or throughput."),
    tensorParallelism: maybe.text('GPUs of one instance, as a string: "8".'),
  }),
);

const gpu = shared(() =>
  fields("A GPU model.", {
    ids: maybe.texts("PCI device ids, such as 2330 for an H100 SXM."),
    product: maybe.text("Part of the product's name, such as h100."),
  }),
);

const cacheStatus = shared((at) =>
  fields("What the operator found; written by it.", {
    conditions: optional(conditions(at)),
    profiles: optional(list("Profiles that were downloaded.", profileStatus(at))),
    pvc: maybe.text("Claim that holds the files."),
    state: maybe.text("NotReady, PVC-Created, Started, Pending, InProgress, Ready or Failed."),
    type: at.since("3.1.1", maybe.text("How the image brings its model: native, model-free or empty.")),
  }),
);

import { at, remove, rule, unsafe } from "../rule.ts";

/** W1a: `all` must be the only entry. */
export const profilesAllAlone = rule({
  id: "profiles-all-alone",
  title: "the word all stands among other profiles",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`all\` in \`spec.source.ngc.model.profiles\` asks for every profile of the image, so the ids beside
it say nothing. The webhook refuses the mixture. Without the webhook the operator downloads **everything**:
often hundreds of GiB, for GPUs that the cluster does not have, until the volume is full.

List the ids that the services need, or write \`all\` alone if all of them are really wanted.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W1a); nimcache_controller.go, constructJob",
  check(cache, report) {
    const profiles = cache.spec.source?.ngc?.model?.profiles ?? [];
    const index = profiles.indexOf("all");
    if (index < 0 || profiles.length === 1) return;
    const others = profiles.length - 1;
    report(
      at(...model, "profiles"),
      `profiles has all beside ${others === 1 ? "another entry" : `${others} other entries`}`,
      {
        help: "remove `all` to download the listed profiles, or write `profiles: [all]` to download everything",
        related: [at(...model, "profiles", index)],
        fix: unsafe(remove(...model, "profiles", index)),
      },
    );
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
        profiles:
          - all
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
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
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

const model = ["spec", "source", "ngc", "model"];

import { choice, fields, integer, maybe, optional, shared, withDefault } from "./kit.ts";

/** One model over several nodes. */
export const multiNode = shared((at) =>
  fields("Spreads one model over several nodes by a LeaderWorkerSet.", {
    backendType: withDefault("lws", choice("What runs the group of pods.", ["lws"])),
    computeDomain: at.since(
      "3.1.0",
      optional(
        fields("An NVIDIA ComputeDomain for multi-node NVLink.", {
          create: maybe.flag("Whether the operator makes one; then without a name."),
          name: maybe.text("Name of an existing ComputeDomain."),
        }),
      ),
    ),
    mpi: optional(
      fields("Starts the model by MPI.", {
        mpiStartTimeout: withDefault(300, integer("Seconds to wait for the workers.", { go: "int64" })),
      }),
    ),
    parallelism: fields("How the model is cut.", {
      pipeline: optional(
        integer("Pods of one group; must be above 1 for the service to become Ready.", {
          min: 1,
          go: "uint32",
        }),
      ),
      tensor: optional(integer("GPUs of one pod.", { min: 1, go: "uint32" })),
    }),
    ray: at.since(
      "3.1.1",
      optional(
        fields("Starts the model by Ray; not together with mpi.", {
          rayPort: withDefault(6379, integer("Port of the Ray head.", { min: 1, max: 65535 })),
        }),
      ),
    ),
  }),
);

import { choice, fields, integer, maybe, shared } from "./kit.ts";

/** One model over several nodes. */
export const multiNode = shared((at) =>
  fields("Spreads one model over several nodes by a LeaderWorkerSet.", {
    backendType: choice("What runs the group of pods.", ["lws"]).default("lws"),
    computeDomain: at.since(
      "3.1.0",
      fields("An NVIDIA ComputeDomain for multi-node NVLink.", {
        create: maybe.flag("Whether the operator makes one; then without a name."),
        name: maybe.text("Name of an existing ComputeDomain."),
      }).optional(),
    ),
    mpi: fields("Starts the model by MPI.", {
      mpiStartTimeout: integer("Seconds to wait for the workers.", { go: "int64" }).default(300),
    }).optional(),
    parallelism: fields("How the model is cut.", {
      pipeline: integer("Pods of one group; must be above 1 for the service to become Ready.", {
        min: 1,
        go: "uint32",
      }).optional(),
      tensor: integer("GPUs of one pod.", { min: 1, go: "uint32" }).optional(),
    }),
    ray: at.since(
      "3.1.1",
      fields("Starts the model by Ray; not together with mpi.", {
        rayPort: integer("Port of the Ray head.", { min: 1, max: 65535 }).default(6379),
      }).optional(),
    ),
  }),
);

import type { Cluster } from "./cluster.ts";

/** What a container answers on its port. */
export interface ModelsAnswer {
  /** HTTP code of GET /v1/models; 0 where nothing answers. */
  readonly models: number;
  /** HTTP code of GET /v1/metadata, which is asked after a 404. */
  readonly metadata?: number;
  readonly name?: string;
}

/** What a test decides about the operator's world. */
export interface OperatorOptions {
  /** The operator's waits (30 s for a manifest pod, 5 s for an answer) are divided by this. Default: 1. */
  readonly faster?: number;
  /** Images whose label declares the download protocol `native-v1`. */
  readonly nativeImages?: readonly string[];
  /** What the containers of a service answer; the operator has no network here. Default: 200, named after the image. */
  readonly answer?: (service: {
    readonly namespace: string;
    readonly name: string;
  }) => ModelsAnswer | undefined;
  /** Races that the real operator loses now and then, and the stand-in always, where a test wants to see them. */
  readonly races?: {
    /** The manifest pod is read before the operator's own cache knows it: NotReady, `Pod "x-pod" not found`. */
    readonly podNotFound?: boolean;
    /** A cache gets Ready, NotReady (`the object has been modified`), Ready; its profiles are then listed twice. */
    readonly readyFlap?: boolean;
    /** A cache of which an attempt failed before the download was done: Failed, then Ready, by turns at each look. */
    readonly readyLost?: boolean;
    /** A build whose second pod is seen before it runs: that the engine is built is written nowhere, and nothing follows. */
    readonly builtLost?: boolean;
  };
}

export interface Context {
  readonly cluster: Cluster;
  readonly options: OperatorOptions;
  /** UIDs of resources that have lost a race already. */
  readonly raced: Set<string>;
}

import type { ControlPlane } from "../../cluster/control-plane.ts";
import type { ModelsAnswer } from "./context.ts";
import type { Timeline } from "./timelines.ts";

/** A timeline on its way through a namespace of its own. */
export interface Scene {
  readonly plane: ControlPlane;
  readonly namespace: string;
  readonly timeline: Timeline;
  answer: ModelsAnswer | undefined;
}

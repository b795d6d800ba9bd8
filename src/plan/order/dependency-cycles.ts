import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { bounded } from "../../nim/bounded.ts";
import { locationOf } from "../demand/location.ts";
import type { Blocker } from "../plan.ts";

/**
 * Services of a pipeline that depend on each other in a circle, one blocker a circle. The operator waits for none of them:
 * it only tells each the addresses of the others. But no order of starting serves all.
 * Source: k8s-nim-operator nimpipeline_controller.go.
 */
export function dependencyCycles(set: ResourceSet): Blocker[] {
  return set.ofKind("NIMPipeline").flatMap((pipeline) =>
    cyclesOf(pipeline).map((names): Blocker => {
      const { kind, namespace, name } = pipeline;
      const index = (pipeline.spec.services ?? []).findIndex((service) => service?.name === names[0]);
      return {
        code: "dependency-cycle",
        message: `services of NIMPipeline ${namespace}/${name} depend on each other: ${circle(names)}`,
        help: "remove one of the dependencies; the operator only sets the variable that it names",
        resource: { kind, namespace, name },
        location: locationOf(pipeline, ["spec", "services", index, "dependencies"]),
        fixable: false,
      };
    }),
  );
}

/** In the middle of a long one some are left out. */
function circle(names: readonly string[]): string {
  const shown = names.length > 12 ? [...names.slice(0, 6), "…", ...names.slice(-5)] : names;
  return [...shown, names[0] ?? ""].map((name) => bounded(name, 100)).join(" → ");
}

/** Of so many services that all depend on each other there are more circles than anybody reads. */
const mostCycles = 10;

/** Each circle once, from the service of it that is written first. Services that are not enabled do not count. */
function cyclesOf({ spec }: Resource<"NIMPipeline">): string[][] {
  const needs = new Map<string, readonly string[]>();
  for (const service of spec.services ?? []) {
    if (service?.enabled !== true || !service.name || needs.has(service.name)) continue;
    needs.set(
      service.name,
      (service.dependencies ?? []).flatMap((dependency) => dependency?.name ?? []),
    );
  }
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of needs.keys()) {
    const trail: { name: string; next: number }[] = done.has(start) ? [] : [{ name: start, next: 0 }];
    const depths = new Map([[start, 0]]);
    while (trail.length > 0) {
      const top = trail[trail.length - 1];
      const name = top && needs.get(top.name)?.[top.next++];
      if (!top) break;
      if (name === undefined) {
        done.add(top.name);
        depths.delete(top.name);
        trail.pop();
        continue;
      }
      if (done.has(name) || !needs.has(name)) continue;
      const at = depths.get(name);
      if (at === undefined) {
        depths.set(name, trail.length);
        trail.push({ name, next: 0 });
      } else if (cycles.push(trail.slice(at).map((each) => each.name)) === mostCycles) {
        return cycles;
      }
    }
  }
  return cycles;
}

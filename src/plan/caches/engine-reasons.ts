import { isOfKind, type Resource } from "../../manifest/resource.ts";
import type { Reason } from "../plan.ts";
import type { MounterContext } from "./mounters.ts";

/** An engine runs on the product that it was built on. Source: TensorRT-LLM documentation, hardware compatibility. */
export function engineReasons(
  consumers: readonly Resource[],
  { pools, workloads, takes }: Pick<MounterContext, "pools" | "workloads" | "takes">,
): Reason[] {
  const productsOf = (each: Resource) => {
    const workload = workloads.get(called(each));
    const able = workload ? takes(workload) : [];
    return new Set(pools.flatMap(({ name, gpu }) => (able.includes(name) && gpu ? [gpu.label] : [])));
  };
  const services = consumers.filter((each) => isOfKind(each, "NIMService"));
  return consumers.flatMap((build) => {
    if (!isOfKind(build, "NIMBuild")) return [];
    const built = productsOf(build);
    const other = services.find((service) =>
      [...productsOf(service)].some((label) => !built.has(label) || built.size > 1),
    );
    if (!other || built.size === 0) return [];
    const message = `${called(build)} may build its engine on ${[...built].sort().join(" or ")}, and ${called(other)} may run on ${[...productsOf(other)].sort().join(" or ")}: an engine runs on the product that it was built on`;
    const help =
      "give the build and the service the same nodeSelector for one product, nvidia.com/gpu.product";
    return [{ code: "engine-for-other-gpu", message, help }];
  });
}

function called({ kind, namespace, name }: Resource): string {
  return `${kind} ${namespace}/${name}`;
}

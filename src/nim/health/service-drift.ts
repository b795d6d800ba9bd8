import { isMap, valueAt } from "../value.ts";
import { claimsOf } from "./claim-trouble.ts";
import { listAt, numberAt, textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";

/**
 * Where the Deployment of a service is not what the service's spec says. The status has no observedGeneration, so the
 * old `Ready` is shown right after an edit; and a Deployment that somebody changed by hand is not set back.
 */
export function serviceDrift(service: Live, deployment: Live, around: Surroundings): Health | undefined {
  const found = difference(service, deployment, around);
  if (found === undefined) return undefined;
  const { namespace, name } = deployment;
  return {
    health: "degraded",
    reason: "OutOfDate",
    message: `it says Ready, but ${found}`,
    help: `the operator takes up an edit within seconds; if this stays, it does not run, or the Deployment was changed by hand, which it does not set back: \`${kubectl(namespace, "delete", "deployment", name)}\` has it made again`,
  };
}

function difference(service: Live, deployment: Live, around: Surroundings): string | undefined {
  const { object } = service;
  const pod = ["spec", "template", "spec"];
  const containers = listAt(deployment.object, ...pod, "containers");
  const container =
    containers.find((each) => textAt(each, "name") === `${service.name}-ctr`) ?? containers[0];
  const image = `${textAt(object, "spec", "image", "repository")}:${textAt(object, "spec", "image", "tag")}`;
  const runs = textAt(container, "image");
  if (image !== ":" && runs !== "" && runs !== image) {
    return `its Deployment runs image ${told(runs)}, and the spec says ${told(image)}`;
  }
  const replicas = numberAt(object, "spec", "replicas");
  const has = numberAt(deployment.object, "spec", "replicas");
  const scales = valueAt(object, ["spec", "scale", "enabled"]) === true;
  if (!scales && replicas !== undefined && has !== undefined && has !== replicas) {
    return `its Deployment has ${has} replicas, and the spec says ${replicas}`;
  }
  const variable = variableThatDiffers(object, container);
  if (variable !== undefined) return `its Deployment has another value of ${told(variable)} than the spec`;
  const cache = around.find("NIMCache", textAt(object, "spec", "storage", "nimCache", "name"));
  const claim = textAt(cache?.object, "status", "pvc");
  const mounted = claimsOf(deployment.object, pod);
  if (claim !== "" && mounted.length > 0 && !mounted.includes(claim)) {
    return `its Deployment is on claim ${mounted.map(told).join(", ")}, and its cache on ${told(claim)}`;
  }
  return undefined;
}

/**
 * The name of a variable that the spec gives a text and the container has otherwise; its value is never told. What the
 * proxy sets wins over `env`. Source: k8s-nim-operator utils.MergeEnvVars.
 */
function variableThatDiffers(object: unknown, container: unknown): string | undefined {
  const given = listAt(object, "spec", "env");
  const had = listAt(container, "env");
  if (isMap(valueAt(object, ["spec", "proxy"])) || had.length === 0) return undefined;
  const names = given.map((variable) => textAt(variable, "name"));
  const differs = given.find((variable) => {
    const name = textAt(variable, "name");
    const value = valueAt(variable, ["value"]);
    if (typeof value !== "string" || names.indexOf(name) !== names.lastIndexOf(name)) return false;
    const there = had.find((each) => textAt(each, "name") === name);
    return textAt(there, "value") !== value;
  });
  return differs === undefined ? undefined : textAt(differs, "name");
}

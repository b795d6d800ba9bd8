import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { helmPath } from "../render/tools.ts";
import { eventually } from "./api.ts";
import type { ControlPlane } from "./control-plane.ts";

export const chart = join(import.meta.dirname, "../../reconciler/deploy/chart");

/** helm, as the administrator of a cluster. @returns what it prints. */
export function helm(plane: ControlPlane, ...args: readonly string[]): string {
  return execFileSync(join(helmPath(), "helm"), [...args, "--kubeconfig", plane.kubeconfig], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      HELM_CACHE_HOME: plane.folder,
      HELM_CONFIG_HOME: plane.folder,
      HELM_DATA_HOME: plane.folder,
    },
  });
}

/** A pod of the installed Deployment that KWOK plays. */
export async function podOf(plane: ControlPlane, namespace: string): Promise<ValueMap> {
  return eventually("the Deployment has a pod", async () => {
    const pods = await plane.api.list(
      `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io/name%3Dnimops-reconciler`,
    );
    return pods.find((pod) => valueAt(pod, ["status", "phase"]) === "Running");
  });
}

/** A token of the ServiceAccount that the chart makes. */
export async function tokenOf(plane: ControlPlane, namespace: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/nimops-reconciler/token`;
  const answer = await plane.api.post(path, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: 3600 },
  });
  const token = valueAt(answer, ["status", "token"]);
  if (typeof token !== "string") throw new Error(`no token: ${JSON.stringify(answer)}`);
  return token;
}

/** What somebody may do in a namespace, beyond what everybody may: `verb resource.group[/name]`, sorted. */
export async function rightsOf(plane: ControlPlane, token: string, namespace: string): Promise<string[]> {
  const ask = async (credentials: { token: string }) => {
    const review = await plane.api
      .as(credentials)
      .post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectRulesReview",
        spec: { namespace },
      });
    const rules = valueAt(review, ["status", "resourceRules"]);
    return (Array.isArray(rules) ? rules : []).filter(isMap).flatMap(rightsIn);
  };
  const everybody = new Set([
    "create selfsubjectaccessreviews",
    "create selfsubjectrulesreviews",
    "create selfsubjectreviews",
  ]);
  return [...new Set(await ask({ token }))]
    .filter((right) => !everybody.has(right.replace(/\.(?:authorization|authentication)\.k8s\.io$/, "")))
    .sort();
}

function rightsIn(rule: ValueMap): string[] {
  const texts = (name: string) => {
    const found = rule[name];
    return (Array.isArray(found) ? found : []).map(String);
  };
  const names = texts("resourceNames").map((name) => `/${name}`);
  return texts("verbs").flatMap((verb) =>
    texts("apiGroups").flatMap((group) =>
      texts("resources").flatMap((resource) =>
        (names.length > 0 ? names : [""]).map(
          (name) => `${verb} ${resource}${group === "" ? "" : `.${group}`}${name}`,
        ),
      ),
    ),
  );
}

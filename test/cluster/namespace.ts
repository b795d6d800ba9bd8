import { valueAt } from "../../src/nim/value.ts";
import { type Api, eventually } from "./api.ts";

/** Makes a namespace with a name of its own, so that no test meets what another one left. */
export async function newNamespace(api: Api, prefix = "test"): Promise<string> {
  const made = await api.post("/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { generateName: `${prefix}-` },
  });
  const name = String(valueAt(made, ["metadata", "name"]));
  // Where admission gives pods a service account, it refuses them until there is one.
  await eventually(`namespace ${name} has its service account`, async () => {
    const answer = await api.ask("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`);
    return answer.code === 200 || undefined;
  });
  return name;
}

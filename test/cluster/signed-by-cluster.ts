import { readFileSync } from "node:fs";
import { isMap, valueAt } from "../../src/nim/value.ts";
import { type Api, type Credentials, eventually } from "./api.ts";
import { signingRequest } from "./certificates.ts";

/** A client certificate that a cluster's own controller manager signs for an administrator, as kind's does. */
export async function signedByCluster(
  api: Api,
  folder: string,
  user: string,
  groups: readonly string[],
): Promise<Credentials> {
  const { request, key } = await signingRequest(folder, user, groups);
  const requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const made = await api.post(requests, {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { generateName: "nimops-test-" },
    spec: {
      request: readFileSync(request).toString("base64"),
      signerName: "kubernetes.io/kube-apiserver-client",
      expirationSeconds: 3600,
      usages: ["client auth"],
    },
  });
  const path = `${requests}/${valueAt(made, ["metadata", "name"])}`;
  const condition = { type: "Approved", status: "True", reason: "Test", message: "for a test" };
  await api.put(`${path}/approval`, {
    ...made,
    status: { ...(isMap(made.status) && made.status), conditions: [condition] },
  });
  const certificate = await eventually("the cluster signs the certificate", async () => {
    const signed = valueAt(await api.get(path), ["status", "certificate"]);
    return typeof signed === "string" ? Buffer.from(signed, "base64").toString("utf8") : undefined;
  });
  await api.delete(path);
  return { certificate, key: readFileSync(key, "utf8") };
}

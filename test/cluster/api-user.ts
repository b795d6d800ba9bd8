import type { ControlPlane } from "./control-plane.ts";

/** The text of a kubeconfig of a user of the plane; RBAC decides what that one may do. */
export async function kubeconfigOf(plane: ControlPlane, user: string): Promise<string> {
  const credentials = await plane.certificateFor(user);
  if (!("certificate" in credentials) || credentials.certificate === undefined) {
    throw new Error("the plane gave no certificate");
  }
  const base64 = (pem: string) => Buffer.from(pem).toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [
      {
        name: "test",
        cluster: { server: plane.url, "certificate-authority-data": base64(plane.authority) },
      },
    ],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": base64(credentials.certificate),
          "client-key-data": base64(credentials.key ?? ""),
        },
      },
    ],
    contexts: [{ name: "test", context: { cluster: "test", user } }],
  });
}

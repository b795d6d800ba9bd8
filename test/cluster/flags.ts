import { join } from "node:path";
import type { Network } from "./network.ts";

export function etcdFlags(folder: string, { ports }: Network): string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${join(folder, "etcd")}`,
    // Nothing here outlives the machine.
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

export function serverFlags(certificates: string, { bind, ports }: Network): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    `--bind-address=${bind}`,
    `--secure-port=${ports.apiServer}`,
    // No loopback address is allowed here; nobody uses it, since nobody reconciles endpoints.
    "--advertise-address=10.96.255.1",
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=10.96.0.0/16",
    `--tls-cert-file=${join(certificates, "apiserver.crt")}`,
    `--tls-private-key-file=${join(certificates, "apiserver.key")}`,
    `--client-ca-file=${join(certificates, "ca.crt")}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${join(certificates, "service-accounts.key")}`,
    `--service-account-signing-key-file=${join(certificates, "service-accounts.key")}`,
    "--authorization-mode=RBAC",
    // Played pods need no token, and no test need wait for its namespace's default service account.
    "--disable-admission-plugins=ServiceAccount",
    "--allow-privileged=true",
  ];
}

export function controllerFlags(certificates: string, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--use-service-account-credentials",
    `--service-account-private-key-file=${join(certificates, "service-accounts.key")}`,
    `--root-ca-file=${join(certificates, "ca.crt")}`,
    // For CertificateSigningRequests.
    `--cluster-signing-cert-file=${join(certificates, "ca.crt")}`,
    `--cluster-signing-key-file=${join(certificates, "ca.key")}`,
    "--leader-elect=false",
    "--secure-port=0",
    ...fast,
    // On a machine that is busy for a minute no node is given up; one that a test plays as lost says so itself.
    "--node-monitor-grace-period=300s",
    // Defaults are 15 s each.
    "--horizontal-pod-autoscaler-sync-period=1s",
    "--pvclaimbinder-sync-period=1s",
  ];
}

export function schedulerFlags(kubeconfig: string): string[] {
  return [`--kubeconfig=${kubeconfig}`, "--leader-elect=false", "--secure-port=0", ...fast];
}

export function kwokFlags(
  {
    configuration,
    kubeconfig,
    certificates,
  }: { configuration: string; kubeconfig: string; certificates: string },
  node: { ip: string; port: number },
): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--config=${configuration}`,
    "--cidr=10.244.0.1/16",
    "--manage-all-nodes=false",
    "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
    // With a lease nodes stay ready without heartbeats in their status.
    "--node-lease-duration-seconds=40",
    // What pods print is told while KWOK runs: see logs.ts.
    "--enable-crds=Logs,ClusterLogs",
    `--node-ip=${node.ip}`,
    `--node-port=${node.port}`,
    `--server-address=${node.ip}:${node.port}`,
    `--tls-cert-file=${join(certificates, "apiserver.crt")}`,
    `--tls-private-key-file=${join(certificates, "apiserver.key")}`,
  ];
}

/** With the default of 20 requests a second a hundred nodes take ten seconds, five hundred pods half a minute. */
const fast = ["--kube-api-qps=2000", "--kube-api-burst=4000"];

/** For `describe.skipIf`: whether a suite that needs a control plane of its own has to be left out, said with the reason. */
export function lacksOwnPlane(suite: string, why: string): boolean {
  if (process.env.NIMOPS_TEST_KUBECONFIG === undefined) return false;
  console.error(`skipped on the cluster of NIMOPS_TEST_KUBECONFIG: ${suite}: ${why}`);
  return true;
}

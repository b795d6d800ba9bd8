import { proxyVariables } from "../proxy-variables.ts";
import type { EnvVar, NIMServiceSpec } from "../schema/kinds.ts";

/**
 * Variables of a service or a cache behind a proxy.
 * Source: k8s-nim-operator nimservice_types.go GetProxyEnv, nimcache_types.go GetEnvWithProxy.
 */
export function proxyEnvironment(proxy: NonNullable<NIMServiceSpec["proxy"]>): EnvVar[] {
  const inCase = (position: 0 | 1): EnvVar[] =>
    proxyVariables.map(({ field, names }) => ({ name: names[position], value: proxy[field] }));
  return [{ name: "NIM_SDK_USE_NATIVE_TLS", value: "1" }, ...inCase(0), ...inCase(1)];
}

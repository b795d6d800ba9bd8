/**
 * The variables that `spec.proxy` becomes, in services and caches alike; a field that is absent gives empty ones.
 * In the order in which the operator writes them, the names in capitals first.
 * Source: k8s-nim-operator nimservice_types.go GetProxyEnv, nimcache_types.go GetEnvWithProxy.
 */
export const proxyVariables = [
  { field: "httpsProxy", names: ["HTTPS_PROXY", "https_proxy"] },
  { field: "httpProxy", names: ["HTTP_PROXY", "http_proxy"] },
  { field: "noProxy", names: ["NO_PROXY", "no_proxy"] },
] as const;

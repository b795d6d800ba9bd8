import {
  DefaultAzureCredential,
  type DefaultAzureCredentialOptions,
  type TokenCredential,
} from "@azure/identity";
import type { storeAgents } from "./agents.ts";
import { isOfProxy } from "./failure.ts";

/**
 * Azure's own chain, over these connections: by itself it would ask a machine's metadata service through the proxy. Where a proxy
 * was in the way it says so, and not only that there was a `network_error`.
 *
 * Apart, because most who upload to Azure from a pipeline have a key or a signature, and this is heavy.
 */
export function azureCredential(
  { httpAgent, httpsAgent }: ReturnType<typeof storeAgents>,
  proxyOptions: NonNullable<DefaultAzureCredentialOptions["proxyOptions"]>,
): TokenCredential {
  let inTheWay: unknown;
  const credential = new DefaultAzureCredential({
    proxyOptions,
    // The store's client tries six times, each time with all of these.
    retryOptions: { retryDelayInMs: 250 },
    additionalPolicies: [
      {
        position: "perRetry",
        policy: {
          name: "nimopsConnections",
          async sendRequest(request, next) {
            request.agent = request.url.startsWith("http:") ? httpAgent : httpsAgent;
            try {
              return await next(request);
            } catch (error) {
              if (error instanceof Error && isOfProxy(error.message)) inTheWay = error;
              throw error;
            }
          },
        },
      },
    ],
  });
  return {
    async getToken(scopes, options) {
      inTheWay = undefined;
      try {
        return await credential.getToken(scopes, options);
      } catch (error) {
        throw inTheWay ?? error;
      }
    },
  };
}

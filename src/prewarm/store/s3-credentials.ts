import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers";

/**
 * Amazon's chain of credentials, or what a profile says: one that is named goes before the environment. Roles and SSO are asked
 * with the store's own connections, through the same proxy and with the same certificates: left alone, the SDK gives them to
 * roles, and forgets them for SSO. A machine's and a container's metadata services are never asked with them.
 *
 * Apart, because it brings all that a profile may be.
 */
export function s3Credentials(
  profile: string | undefined,
  requestHandler: NonNullable<S3ClientConfig["requestHandler"]>,
): ReturnType<typeof fromIni> {
  const clientConfig = { requestHandler };
  return profile === undefined ? fromNodeProviderChain({ clientConfig }) : fromIni({ profile, clientConfig });
}

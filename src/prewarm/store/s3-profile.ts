import { fromIni } from "@aws-sdk/credential-providers";

/** Apart, because it brings all that a profile may be: roles, SSO, processes. The profile that is named goes before the environment. */
export function profileCredentials(profile: string): ReturnType<typeof fromIni> {
  return fromIni({ profile });
}

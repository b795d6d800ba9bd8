/** How one registry is spoken to. Credentials are named, never given: they come from files and from the environment. */
export interface RegistryAccess {
  /** With its port: `nvcr.io`, `registry.local:5000`. */
  readonly host: string;
  /** False for plain HTTP and for certificates that nobody vouches for. */
  readonly tlsVerify?: boolean | undefined;
  /** A PEM file with the registry's own certificate authority. */
  readonly certificateAuthority?: string | undefined;
  /** A file with logins, as `podman login --authfile` writes it. */
  readonly authFile?: string | undefined;
  /** `$oauthtoken` for nvcr.io, unless told. */
  readonly user?: string | undefined;
  /** The environment variable that holds the password: NGC_API_KEY for nvcr.io, unless told. */
  readonly passwordVariable?: string | undefined;
}

/** What a store's URL does not say. Secrets are none of it: they come from the environment, files and the vendors' usual chains. */
export interface StoreOptions {
  /** S3, Azure, GCS: the server in place of the vendor's, `https://minio.example:9000`. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** The profile of ~/.aws/config and credentials. */
  readonly awsProfile?: string | undefined;
  /** S3: `https://server/bucket/key` in place of `https://bucket.server/key`; true unless told where there is an endpoint. */
  readonly pathStyle?: boolean | undefined;
  /** A file with the certificates, in PEM form, of those who sign for the server, beside the usual ones. */
  readonly caFile?: string | undefined;
  /** hdfs://: the name node's or HttpFS's web address, `http://namenode.example:9870`. */
  readonly namenode?: string | undefined;
  /** WebHDFS: the user without Kerberos; else HADOOP_USER_NAME. */
  readonly hdfsUser?: string | undefined;
}

/** What a store may touch of the world. */
export interface StoreWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** For tests that do not want to wait. */
  readonly pause?: ((milliseconds: number) => Promise<void>) | undefined;
}

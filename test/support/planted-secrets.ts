export interface Planted {
  readonly where: string;
  readonly secret: string;
  /** A text that holds it, as something prints it. */
  readonly text: string;
}

/** A hundred secrets: those of variables whose names say so, in every form in which they come back, and those that only their form gives away. */
export function plantedSecrets(): {
  readonly env: Record<string, string>;
  readonly known: readonly Planted[];
  readonly told: readonly Planted[];
} {
  const env: Record<string, string> = {};
  const known: Planted[] = [];
  for (const [index, name] of variables.entries()) {
    const secret = `pl4nted/${index}+s€cret=${name.toLowerCase()}`.replaceAll("€", "E");
    env[name] = secret;
    for (const [form, write] of Object.entries(forms)) {
      const shown = write(secret);
      known.push({
        where: `${name}, ${form}`,
        secret: `${shown}`,
        text: `before ${sentences[form]?.(shown) ?? shown} after`,
      });
    }
  }
  return { env, known: unlike(known), told };
}

const variables = [
  "NGC_API_KEY",
  "HF_TOKEN",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AZURE_CLIENT_SECRET",
  "AZURE_STORAGE_KEY",
  "HDFS_DELEGATION_TOKEN",
  "AZURE_STORAGE_CONNECTION_STRING",
  "AZURE_STORAGE_SAS_TOKEN",
  "GOOGLE_API_KEY",
  "REGISTRY_PASSWORD",
  "EDB_ACCESS_KEY",
  "NIMOPS_HTTP_TOKEN",
  "NIMOPS_HTTP_PASSWORD",
  "GITHUB_TOKEN",
  "CI_JOB_TOKEN",
  "HADOOP_KEYTAB_PASSPHRASE",
] as const;

const forms: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "in a URL": encodeURIComponent,
  base64: (secret) => Buffer.from(secret).toString("base64"),
};

const sentences: Readonly<Record<string, (shown: string) => string>> = {
  plain: (shown) => `error: cannot log in with ${shown}.`,
  "in a URL": (shown) => `GET https://host/path?a=1&x=${shown}&b=2`,
  base64: (shown) => `{"x": "${shown}"}`,
};

/** Forms of one secret that are the same text are one. */
function unlike(planted: readonly Planted[]): Planted[] {
  return [...new Map(planted.map((one) => [one.secret, one])).values()];
}

const told: readonly Planted[] = [
  ["an NGC key", "nvapi-AbCdEfGhIjKlMnOpQrStUvWx", (s: string) => `using key ${s}`],
  ["a Hugging Face token", "hf_AbCdEfGhIjKlMnOpQrSt", (s: string) => `HF said: ${s} is revoked`],
  ["an AWS key id", "AKIAIOSFODNN7EXAMPLF", (s: string) => `The key ${s} does not exist`],
  ["a bearer token", "c29tZS10b2tlbi0xMjM0NTY", (s: string) => `> Authorization: Bearer ${s}`],
  ["a basic login", "JG9hdXRodG9rZW46bnZhcGk=", (s: string) => `> Authorization: Basic ${s}`],
  ["a password in a URL", "p4ss-w0rd-1", (s: string) => `https://user:${s}@registry.example/v2/`],
  ["a password with an at sign in a URL", "p4ss@w0rd-2", (s: string) => `s3://user:${s}@bucket/x`],
  [
    "an S3 signature",
    "5f0c2f3e4d5a6b7c8d9e0f1a2b3c4d5e",
    (s: string) => `GET https://b.s3.amazonaws.com/k?X-Amz-Signature=${s}&x=1`,
  ],
  [
    "an S3 session",
    "IQoJb3JpZ2luX2VjEAAa",
    (s: string) => `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${s}`,
  ],
  ["an S3 credential", "ASIAX%2F20260101%2Fus-east-1", (s: string) => `https://b/k?X-Amz-Credential=${s}&y`],
  [
    "a Google signature",
    "9a8b7c6d5e4f",
    (s: string) => `https://storage.googleapis.com/b/k?X-Goog-Signature=${s}`,
  ],
  [
    "an Azure signature",
    "aGVsbG8gd29ybGQh%3D",
    (s: string) => `https://a.blob.core.windows.net/c/k?sv=2024&sig=${s}`,
  ],
  [
    "a CloudFront signature",
    "Zm9vYmFyYmF6",
    (s: string) => `https://xfiles.ngc.nvidia.com/f?Expires=1&Signature=${s}&Key-Pair-Id=K`,
  ],
  [
    "a CloudFront key pair",
    "KCX06E8E9L60W",
    (s: string) => `https://xfiles.ngc.nvidia.com/f?Key-Pair-Id=${s}`,
  ],
  [
    "a CloudFront policy",
    "eyJTdGF0ZW1lbnQiOls",
    (s: string) => `https://xfiles.ngc.nvidia.com/f?Policy=${s}&z`,
  ],
  [
    "a WebHDFS delegation",
    "HAAEcm9vdARyb290",
    (s: string) => `http://nn:9870/webhdfs/v1/x?op=CREATE&delegation=${s}`,
  ],
  [
    "an Azure account key",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1",
    (s: string) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s};x=y`,
  ],
  [
    "a shared access signature",
    "sv2024sig9",
    (s: string) => `BlobEndpoint=https://a;SharedAccessSignature=${s}`,
  ],
  ["a login of docker", "bWlycm9yOmNvcnJlY3QtaG9yc2U=", (s: string) => `{"auths": {"r": {"auth": "${s}"}}}`],
  ["an identity token", "idt0ken-9988", (s: string) => `{"identitytoken": "${s}"}`],
  ["a password in JSON", "js0n-pass", (s: string) => `{"username": "u", "password": "${s}"}`],
  ["a password in YAML", "y4ml-pass", (s: string) => `registry:\n  password: ${s}\n`],
  ["a password in an INI file", "in1-pass", (s: string) => `aws_secret_access_key = ${s}`],
  ["a password of an argument", "arg-pass", (s: string) => `skopeo login --password=${s} nvcr.io`],
  ["a client secret", "cl1ent-s3cret", (s: string) => `client_secret=${s}&grant_type=client_credentials`],
  ["an access token in a URL", "4ccess", (s: string) => `https://h/x?access_token=${s}`],
  ["a refresh token", "r3fresh-t0ken", (s: string) => `"refresh_token": "${s}"`],
  ["a session token", "sess10n-t0ken", (s: string) => `<SessionToken>x</SessionToken> session_token=${s}`],
  ["an API key of a header", "apik3y-header", (s: string) => `x-api-key: ${s}`],
  ["an access key of a header", "acc3ss-header", (s: string) => `> x-access-key: ${s}`],
  ["a GitHub token", "ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", (s: string) => `remote: ${s}`],
  ["a GitLab token", "glpat-AbCdEfGhIjKlMnOpQrSt", (s: string) => `remote: ${s}`],
  ["a Slack token", "xoxb-1234567890-abcdef", (s: string) => `slack ${s}`],
  ["an API key", "sk-AbCdEfGhIjKlMnOpQrStUvWx", (s: string) => `openai ${s}`],
  [
    "a JWT",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3",
    (s: string) => `token ${s} expired`,
  ],
  [
    "a private key",
    "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn",
    (s: string) => `-----BEGIN RSA PRIVATE KEY-----\n${s}\n-----END RSA PRIVATE KEY-----`,
  ],
  [
    "a wrapped private key",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAA",
    (s: string) => `"-----BEGIN PRIVATE KEY-----\\n${s}\\n-----END PRIVATE KEY-----"`,
  ],
  ["a key of an environment dump", "env-dump-key-1", (s: string) => `FOO=1\nNGC_API_KEY=${s}\nBAR=2`],
  ["a token of an environment dump", "env-dump-tok-2", (s: string) => `HF_AUTH_TOKEN=${s}`],
  ["a quoted secret", "qu0ted-s3cret", (s: string) => `MY_SECRET='${s}'`],
  ["an api_key query", "qu3ry-key", (s: string) => `https://h/x?api_key=${s}&a=b`],
  ["a token query", "qu3ry-tok", (s: string) => `https://h/x?token=${s}`],
  ["a proxy's password", "pr0xy-pass", (s: string) => `HTTPS_PROXY=http://u:${s}@proxy:3128`],
  ["a database's password", "db-p4ss", (s: string) => `postgresql://u:${s}@db/x`],
  ["a header of basic in lower case", "dXNlcjpwYXNzd29yZA==", (s: string) => `authorization: basic ${s}`],
  ["a passwd", "pw-f1eld", (s: string) => `passwd: "${s}"`],
  ["a private_key field", "pk-f1eld-123", (s: string) => `"private_key": "${s}"`],
  ["a secret access key in XML-like text", "xml-s3cret", (s: string) => `SecretAccessKey=${s}`],
  ["an auth token", "4uth-t0ken", (s: string) => `auth_token: ${s}`],
  ["an access key", "4ccess-k3y", (s: string) => `access_key: ${s}`],
  ["an accessKey in JSON", "4ccess-k3y-json", (s: string) => `{"accessKey":"${s}"}`],
  ["an apiKey in JSON", "4pi-k3y-json", (s: string) => `{"apiKey":"${s}"}`],
].map(([where, secret, write]) => {
  const text = typeof write === "function" && typeof secret === "string" ? write(secret) : "";
  return { where: String(where), secret: String(secret), text };
});

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../support/free-port.ts";
import { azuriteProgram, goTool } from "../../tools/build.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Of every S3 server of the tests. */
export const s3Credentials = {
  AWS_ACCESS_KEY_ID: "nimops-test",
  AWS_SECRET_ACCESS_KEY: "nimops-test-secret",
} as const;

/** A real S3 server: buckets are folders below the folder. */
export async function startS3(folder: string, buckets: readonly string[]): Promise<ServerProcess> {
  const port = await freePort();
  for (const bucket of buckets) mkdirSync(join(folder, bucket), { recursive: true });
  const { AWS_ACCESS_KEY_ID: access, AWS_SECRET_ACCESS_KEY: secret } = s3Credentials;
  return startServer(
    await goTool("versitygw"),
    ["--port", `127.0.0.1:${port}`, "--access", access, "--secret", secret, "posix", folder],
    { port },
  );
}

/** The account that the emulator knows, with the key that its documentation tells. */
export const azureAccount = {
  name: "devstoreaccount1",
  key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
} as const;

/** The emulator of Azure Blob Storage, out of memory. */
export async function startAzurite(): Promise<ServerProcess> {
  const port = await freePort();
  return startServer(
    process.execPath,
    [
      await azuriteProgram(),
      ...["--blobPort", String(port), "--skipApiVersionCheck", "--silent"],
      // A name with a dot would be taken for the account's.
      ...["--inMemoryPersistence", "--disableTelemetry", "--disableProductStyleUrl"],
    ],
    { port, answers: `/${azureAccount.name}` },
  );
}

/** A server that speaks GCS's JSON API; buckets are folders. It does not play the resuming of an upload. */
export async function startGcs(folder: string, buckets: readonly string[]): Promise<ServerProcess> {
  const port = await freePort();
  for (const bucket of buckets) mkdirSync(join(folder, bucket), { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  return startServer(
    await goTool("fake-gcs-server"),
    [
      ...["-scheme", "http", "-host", "127.0.0.1", "-port", String(port), "-external-url", url],
      ...["-backend", "filesystem", "-filesystem-root", folder, "-public-host", `127.0.0.1:${port}`],
    ],
    { port, answers: "/storage/v1/b" },
  );
}

/** A WebDAV server, as a server that takes PUT. */
export async function startWebDav(folder: string): Promise<ServerProcess> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  return startServer(
    "rclone",
    ["serve", "webdav", folder, "--addr", `127.0.0.1:${port}`, "--config", "/dev/null"],
    {
      port,
    },
  );
}

import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { failureOf, storeError } from "../../../src/prewarm/store/failure.ts";
import { openStore } from "../../../src/prewarm/store/open-store.ts";
import { localServer } from "../../support/local-server.ts";

test.each([
  [{ status: 403, word: "AccessDenied", message: "no" }, "store/unauthorized", false],
  [
    { word: "CredentialsProviderError", message: "Could not load credentials from any providers" },
    "store/unauthorized",
    false,
  ],
  [{ status: 407, message: "<html>" }, "store/unreachable", false],
  [{ status: 507, message: "" }, "disk/full", false],
  [{ word: "ECONNREFUSED", message: "connect ECONNREFUSED 10.0.0.1:443" }, "store/unreachable", true],
  [
    { word: "SELF_SIGNED_CERT_IN_CHAIN", message: "self-signed certificate in certificate chain" },
    "store/unreachable",
    false,
  ],
  [{ status: 503, word: "SlowDown", message: "" }, "store/failed", true],
  [{ status: 400, word: "InvalidRequest", message: "" }, "store/failed", false],
])("a failure such as %j is %s", (failure, code, retryable) => {
  expect(storeError("s3://models/a cannot be written", failure, {})).toMatchObject({ code, retryable });
});

test("a bucket of Amazon's without a region is told, with where a region is said", async () => {
  const nowhere = { HOME: "/nonexistent", AWS_CONFIG_FILE: "/nonexistent", AWS_ACCESS_KEY_ID: "a" };
  const store = await openStore(
    "s3://models/llama/",
    {},
    { env: { ...nowhere, AWS_SECRET_ACCESS_KEY: "b" } },
  );
  await expect(store.check()).rejects.toMatchObject({
    code: "store/failed",
    message: 'in which region the bucket "models" is was not said',
    help: expect.stringContaining("--region"),
  });
  store.close();
});

test("who ends it does not wait for a server that asks for a minute", async () => {
  let answered = () => {};
  const answer = new Promise<void>((resolve) => {
    answered = resolve;
  });
  await using server = await localServer((_request, response) => {
    response.writeHead(503, { "retry-after": "60" });
    response.end(answered);
  });
  const ending = new AbortController();
  const store = await openStore(server.url.replace("/v2", "/m/"), {}, { env: {}, signal: ending.signal });
  const ended = expect(store.head("a")).rejects.toThrow("ended");
  await answer;
  // It has the answer, and waits.
  await sleep(100);
  const started = performance.now();
  ending.abort(new Error("ended"));
  await ended;
  // Half of what the server asks for.
  expect(performance.now() - started).toBeLessThan(30_000);
  store.close();
});

test("the reason of a connection's end is found inside what was thrown", () => {
  const inner = Object.assign(new Error("connect ECONNREFUSED ::1:443"), { code: "ECONNREFUSED" });
  const outer = new TypeError("fetch failed", { cause: new AggregateError([inner]) });
  expect(failureOf(outer)).toMatchObject({ word: expect.stringContaining("ECONNREFUSED") });
  expect(failureOf("odd")).toEqual({ message: "odd" });
});

const env = {
  AZURE_STORAGE_KEY: "planted-azure-key",
  AZURE_STORAGE_SAS_TOKEN: "sv=2024&sig=planted-azure-sas",
  AWS_SECRET_ACCESS_KEY: "planted-aws-secret",
  AWS_SESSION_TOKEN: "planted-aws-session",
  HDFS_DELEGATION_TOKEN: "planted-hdfs-delegation",
  NIMOPS_HTTP_TOKEN: "planted-http-token",
  NGC_API_KEY: "nvapi-planted-ngc-key",
};

test("what a server repeats of credentials is not told", () => {
  const message = `${Object.values(env).join(" and ")} in https://h/p?X-Amz-Signature=planted-signature sig=planted-sig upload_id=planted-upload`;
  const { message: told, help } = storeError(
    "s3://models/a cannot be written",
    { status: 403, message },
    env,
  );
  expect(`${told} ${help}`).not.toContain("planted");
});

test.each([
  ["https", (url: string) => url.replace("/v2", "/models/")],
  ["webhdfs", (url: string) => url.replace("http:", "webhdfs:").replace("/v2", "/models/llama")],
])("a %s server that repeats all it was sent is not repeated", async (_kind, urlOf) => {
  await using server = await localServer((request, response) => {
    const told = `${request.headers.authorization} ${request.url} ${Object.values(env).join(" ")}`;
    response.writeHead(403, { "content-type": "application/json" });
    response.end(JSON.stringify({ RemoteException: { exception: "AccessControlException", message: told } }));
  });
  const store = await openStore(urlOf(server.url), {}, { env });
  for (const call of [
    () => store.head("a"),
    () => store.put({ key: "a", size: 1, sha256: "" }, Buffer.from("a")),
  ]) {
    const failure = await call().catch((error) => error);
    expect(failure).toMatchObject({ code: "store/unauthorized" });
    expect(`${failure.message} ${failure.help} ${failure.stack}`).not.toContain("planted");
  }
  store.close();
});

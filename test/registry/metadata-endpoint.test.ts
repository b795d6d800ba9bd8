import { expect, test } from "vitest";
import { askMetadata, proxyFault } from "../../src/registry/metadata-endpoint.ts";
import { localServer } from "../support/local-server.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:2.0.12";
const options = { proxy: undefined, timeout: 20_000, pause: 1 };

test("an image is asked for by repository and tag, without a credential", async () => {
  await using server = await localServer((_, response) => response.end('{"profiles": []}'));
  const answer = await askMetadata(image, { ...options, url: `${server.url}/` });
  expect(answer).toEqual({ is: "found", document: { profiles: [] } });
  expect(server.asked).toEqual(["/v2/nim/metadata?resourceId=nim/meta/llama-3.1-8b-instruct&tag=2.0.12"]);
  expect(server.headers[0]).not.toHaveProperty("authorization");
});

test("no metadata for a tag is a normal answer", async () => {
  await using server = await localServer((_, response) => response.writeHead(404).end("{}"));
  const answer = await askMetadata(image, { ...options, url: server.url });
  expect(answer).toEqual({ is: "absent", why: "it has no metadata for this tag" });
  expect(server.asked).toHaveLength(1);
});

test("a passing fault is asked again, twice", async () => {
  await using server = await localServer((_, response, count) =>
    count < 3 ? response.writeHead(503).end() : response.end("{}"),
  );
  expect(await askMetadata(image, { ...options, url: server.url })).toEqual({ is: "found", document: {} });
  expect(server.asked).toHaveLength(3);
});

test("a refusal is told with its code and the number of the request", async () => {
  const refusal = {
    requestStatus: { statusCode: "INVALID_REQUEST", requestId: "r-1", statusDescription: "no" },
  };
  await using server = await localServer((_, response) =>
    response.writeHead(400).end(JSON.stringify(refusal)),
  );
  expect(await askMetadata(image, { ...options, url: server.url })).toEqual({
    is: "failed",
    why: "it answered 400 INVALID_REQUEST (request r-1)",
  });
});

test("redirects are not followed", async () => {
  await using server = await localServer((_, response) =>
    response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
  );
  expect(await askMetadata(image, { ...options, url: server.url })).toMatchObject({ why: "it answered 302" });
});

test("something else than JSON, too much and too slow are told", async () => {
  await using page = await localServer((_, response) => response.end("<html>"));
  expect(await askMetadata(image, { ...options, url: page.url })).toMatchObject({
    is: "failed",
    why: "it answered with something else than JSON",
  });
  await using flood = await localServer((_, response) => {
    response.on("error", () => undefined);
    response.end(Buffer.alloc(17 * 1024 * 1024));
  });
  expect(await askMetadata(image, { ...options, timeout: 10_000, url: flood.url })).toMatchObject({
    is: "failed",
    why: "its answer has more than 16 MiB",
  });
  await using silent = await localServer(() => undefined);
  expect(await askMetadata(image, { ...options, timeout: 50, url: silent.url })).toEqual({
    is: "failed",
    why: "it did not answer within 0.05 s",
  });
});

test("a request goes through the proxy where there is one", async () => {
  await using proxy = await localServer((_, response) => response.end('{"by": "proxy"}'));
  await using server = await localServer((_, response) => response.end('{"by": "server"}'));
  const through = { ...options, proxy: new URL(proxy.url.replace("/v2", "")), url: server.url };
  expect(await askMetadata(image, through)).toMatchObject({ document: { by: "proxy" } });
  expect(await askMetadata(image, { ...through, proxy: undefined })).toMatchObject({
    document: { by: "server" },
  });
});

test.each([
  ["http://proxy:3128", "20.19.0", "only Node.js 24.5 and newer use the proxy that the environment names"],
  ["http://proxy:3128", "24.4.1", "only Node.js 24.5 and newer use the proxy that the environment names"],
  ["http://proxy:3128", "24.5.0", undefined],
  ["https://proxy:3128", "25.0.0", undefined],
  [
    "socks5://proxy:1080",
    "24.5.0",
    "the environment names a proxy of the form socks5://, and only http:// and https:// can be used",
  ],
])("of the proxy %s Node.js %s says %j", (proxy, version, fault) => {
  expect(proxyFault(new URL(proxy), version)).toBe(fault);
});

test("the server says how long to wait, within reason", async () => {
  const times: number[] = [];
  await using busy = await localServer((_, response, count) => {
    times.push(performance.now());
    if (count === 1) response.writeHead(429, { "retry-after": "1" }).end();
    else response.end("{}");
  });
  expect(await askMetadata(image, { ...options, url: busy.url })).toEqual({ is: "found", document: {} });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  await using closed = await localServer((_, response) =>
    response.writeHead(503, { "retry-after": "3600" }).end(),
  );
  expect(await askMetadata(image, { ...options, url: closed.url })).toEqual({
    is: "failed",
    why: "it asks to be left alone for 3600 s",
  });
  expect(closed.asked).toHaveLength(1);
});

test.each([
  ["registry.example.com/nim/meta/llama:1", "it knows images of nvcr.io only"],
  ["nvcr.io/nim/meta/llama", "it knows images by their tags, and this one has none"],
  [`nvcr.io/nim/meta/llama@sha256:${"0".repeat(64)}`, "it knows images by their tags, and this one has none"],
  ["nvcr.io/a/b/c/d:1", "it knows no repositories of this form"],
])("%s is not asked for", async (name, why) => {
  expect(await askMetadata(name, { ...options, url: "http://127.0.0.1:1" })).toEqual({ is: "absent", why });
});

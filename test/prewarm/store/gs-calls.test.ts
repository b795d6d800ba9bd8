import { Storage } from "@google-cloud/storage";
import { expect, test } from "vitest";
import { GsCalls } from "../../../src/prewarm/store/gs-calls.ts";
import { HttpClient } from "../../../src/prewarm/store/http-client.ts";
import { localServer } from "../../support/local-server.ts";

/** Calls of a server that is taken for Google's own, which is given credentials. */
async function callsOf(answer: Parameters<typeof localServer>[0]) {
  const server = await localServer(answer);
  const storage = new Storage({ apiEndpoint: server.url.replace("/v2", "") });
  storage.customEndpoint = false;
  storage.authClient.getRequestHeaders = async () =>
    new Headers({ authorization: "Bearer planted", "x-goog-user-project": "billed" });
  const http = new HttpClient({}, { env: {}, pause: async () => {} });
  return {
    server,
    calls: new GsCalls(http, storage, "models"),
    async [Symbol.asyncDispose]() {
      http.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("each call has the credentials, and the key to the letter", async () => {
  await using google = await callsOf((_request, response) => {
    response.setHeader("location", "https://storage.example/session");
    response.end(JSON.stringify({ name: "a", size: "3", items: [] }));
  });
  const { calls, server } = google;
  const key = "llama/nim%2Fa:b?c d.json";
  await calls.list({ prefix: "llama/" });
  await calls.resource(key);
  await calls.insert(key, Buffer.from("abc"), "0".repeat(64));
  expect(await calls.begin(key, "0".repeat(64))).toBe("https://storage.example/session");
  for await (const _ of await calls.read(key)) break;
  await calls.remove(key);
  for (const headers of server.headers) {
    expect(headers).toMatchObject({ authorization: "Bearer planted", "x-goog-user-project": "billed" });
  }
  const object = "/storage/v1/b/models/o/llama%2Fnim%252Fa%3Ab%3Fc%20d.json";
  const named = "name=llama%2Fnim%252Fa%3Ab%3Fc+d.json";
  expect(server.asked).toEqual([
    "/storage/v1/b/models/o?prefix=llama%2F",
    object,
    `/upload/storage/v1/b/models/o?uploadType=multipart&${named}`,
    `/upload/storage/v1/b/models/o?uploadType=resumable&${named}`,
    `${object}?alt=media`,
    object,
  ]);
});

test("what passes is tried again, and a refusal is told with its status and reason", async () => {
  await using google = await callsOf((_request, response, count) => {
    if (count === 1) return void response.writeHead(503).end();
    const error = { code: 403, message: "robot may not", errors: [{ reason: "forbidden" }] };
    response.writeHead(403).end(JSON.stringify({ error }));
  });
  await expect(google.calls.resource("a")).rejects.toMatchObject({
    message: "robot may not",
    statusCode: 403,
    code: "forbidden",
  });
  expect(google.server.asked).toHaveLength(2);
});

test("an object that GCS says to have another MD5 of is not taken for ours", async () => {
  await using google = await callsOf((request, response) => {
    request.resume().on("end", () => response.end(JSON.stringify({ name: "a", md5Hash: "other" })));
  });
  await expect(google.calls.insert("a", Buffer.from("a"), undefined)).rejects.toMatchObject({
    code: "store/corrupt",
  });
});

test("a list is read to its last page", async () => {
  await using google = await callsOf((request, response) => {
    const isLast = request.url?.includes("pageToken=more");
    response.end(JSON.stringify(isLast ? { items: [{ name: "b" }] } : { nextPageToken: "more" }));
  });
  const first = await google.calls.list({});
  expect(first).toEqual({ items: [], nextPageToken: "more" });
  const { items } = await google.calls.list({ pageToken: "more" });
  expect(items).toEqual([{ name: "b", size: 0 }]);
});

import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { pageAnswers } from "../../../reconciler/page/page-answers.ts";
import { pageServer } from "../../../reconciler/page/page-server.ts";
import { PublishedRepositories } from "../../../reconciler/page/published-repositories.ts";
import { busyConditions, everything, repository } from "./sample.ts";

describe("the server of badges and the page", () => {
  test("answers with what browsers need to be safe, and sets no cookie", async () => {
    const { get } = await served();
    const page = await get("/");
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(page.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(page.text).not.toMatch(/<script|javascript:|https?:\/\/|<link|@import|url\(/);
    const badge = await get("/badge/nimops/llama.svg");
    expect(badge.headers).toMatchObject({
      "content-type": "image/svg+xml; charset=utf-8",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
    });
    expect((await get("/badge/nimops/llama.json")).headers["content-type"]).toBe(
      "application/json; charset=utf-8",
    );
    for (const { headers } of [page, badge]) expect(headers["set-cookie"]).toBeUndefined();
  });

  test("says nothing again to whoever has it already, until it changes", async () => {
    const { get, repositories, pass } = await served();
    const { headers } = await get("/badge/nimops/llama.svg");
    const etag = headers.etag ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await get("/badge/nimops/llama.svg", { "if-none-match": known });
      expect(again).toMatchObject({ status: 304, text: "" });
      expect(again.headers.etag).toBe(etag);
    }
    repositories.heard(added(repository({ conditions: busyConditions })));
    pass(1_000);
    const changed = await get("/badge/nimops/llama.svg", { "if-none-match": etag });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain("3/3 ready");
  });

  test("HEAD is as GET, without the body", async () => {
    const { get, head } = await served();
    for (const path of ["/", "/badge/nimops/llama.svg", "/badge/nimops/none.svg"]) {
      const [one, other] = [await get(path), await head(path)];
      expect(other.text).toBe("");
      expect(other.status).toBe(one.status);
      expect(withoutDate(other.headers)).toEqual(withoutDate(one.headers));
    }
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("%s changes nothing", async (method) => {
    const { send } = await served();
    const { status, headers } = await send(method, "/");
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET, HEAD" });
  });

  test("what is not published is answered as what does not exist, to the byte", async () => {
    const { get } = await served();
    const none = await get("/badge/nimops/nothing.svg");
    for (const path of [
      "/badge/nimops/private.svg",
      "/repositories/nimops/private",
      "/badge/a/b.json",
      "/x",
    ]) {
      const answer = await get(path);
      expect({ ...answer, headers: withoutDate(answer.headers) }).toEqual({
        ...none,
        headers: withoutDate(none.headers),
      });
    }
    expect(none.status).toBe(404);
  });

  test("and in the same time", async () => {
    const { answer } = await served();
    const times = (url: string) => {
      const taken = Array.from({ length: 4_000 }, () => {
        const start = process.hrtime.bigint();
        answer(url);
        return Number(process.hrtime.bigint() - start);
      }).sort((one, other) => one - other);
      return taken[2_000] ?? 0;
    };
    times("/badge/nimops/warm-up.svg");
    const [hidden, nowhere] = [times("/badge/nimops/private.svg"), times("/badge/nimops/nowhere.svg")];
    // Microseconds, of which a network shows nothing.
    expect(Math.abs(hidden - nowhere)).toBeLessThan(100_000);
  });

  test("nobody is told that anything is not there before all are listed", async () => {
    const { get } = await served(() => false);
    for (const path of ["/", "/badge/nimops/llama.svg", "/x"]) {
      const { status, headers } = await get(path);
      expect({ status, after: headers["retry-after"] }).toEqual({ status: 503, after: "2" });
    }
  });

  test("a body is not read, and long or malformed requests end", async () => {
    const { send, raw } = await served();
    const { status, headers } = await send("GET", "/", { "content-length": "5" }, "hello");
    expect({ status, connection: headers.connection }).toEqual({ status: 200, connection: "close" });
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(9_000)}\r\n\r\n`)).toBe("");
    expect(await raw("GARBAGE\r\n\r\n")).toBe("");
    expect(await raw("GET /badge/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1.1 404/,
    );
  });
});

test("who does not read his answer loses his connection", async () => {
  const body = Buffer.alloc(32 * 2 ** 20, "x");
  const server = pageServer(() => ({ type: "text/html", body, etag: '"x"', policy: "p" }), undefined, 200);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
  onTestFinished(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  socket.on("error", () => {}).pause();
  const [theirs] = await once(server, "connection");
  expect(theirs.destroyed).toBe(false);
  await expect.poll(() => theirs.destroyed, { timeout: 30_000 }).toBe(true);
});

async function served(isReady?: () => boolean) {
  let now = 0;
  const repositories = new PublishedRepositories("prod");
  repositories.heard(added(repository()));
  repositories.heard(added(repository({}, { ...everything, badges: false, page: false }, {}, "private")));
  const answer = pageAnswers({
    repositories,
    fleetOf: () => undefined,
    isStale: () => false,
    now: () => now,
  });
  const server = pageServer(answer, isReady);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (method: string, path: string, headers: Record<string, string> = {}, body = "") =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const request = httpRequest({ port, host: "127.0.0.1", method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk.toString("latin1");
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(heard));
    });
  return {
    answer,
    repositories,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    get: (path: string, headers?: Record<string, string>) => send("GET", path, headers),
    head: (path: string) => send("HEAD", path),
    send,
    raw,
  };
}

function added(given: ReturnType<typeof repository>) {
  const object = JSON.parse(JSON.stringify(given));
  return {
    type: "added",
    object: { ...object, metadata: { ...object.metadata, uid: "u", resourceVersion: "1" } },
  } as const;
}

function withoutDate({ date: _, ...headers }: Record<string, unknown>) {
  return headers;
}

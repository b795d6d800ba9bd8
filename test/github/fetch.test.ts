import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { fetchFor } from "../../src/github/fetch.ts";
import { connectProxy } from "../support/connect-proxy.ts";
import { type LocalServer, localServer } from "../support/local-server.ts";

const post = { method: "POST", headers: { authorization: "token t" }, body: '{"state":"success"}' };

function sentTo(location: string, status: number) {
  return (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { location }).end("moved");
}

/** Tells what it was sent, and sends all that ask for /old to /new. */
function renamed(status: number): Promise<LocalServer> {
  return localServer(async (request, response) => {
    if (request.url === "/old") return sentTo("/new", status)(request, response);
    const { method, headers } = request;
    response.end(`${method} ${headers.authorization} ${await text(request)}`);
  });
}

describe.each([
  ["straight", () => undefined],
  ["through a proxy", (proxy: string) => new URL(`http://${proxy}`)],
])("%s", (_, way: (proxy: string) => URL | undefined) => {
  test.each([301, 302, 307, 308])(
    "where a repository was renamed (%i) the same request is sent",
    async (status) => {
      await using server = await renamed(status);
      await using proxy = await connectProxy();
      const fetch = await fetchFor({ proxy: way(proxy.host), timeout: 60_000 });
      const answer = await fetch(new URL("/old", server.url).href, post);
      expect(await answer.text()).toBe(`POST ${post.headers.authorization} ${post.body}`);
      expect(server.asked).toEqual(["/old", "/new"]);
    },
  );

  test("nobody is asked because a server says so", async () => {
    await using inside = await localServer((_request, response) => void response.end("credentials"));
    await using server = await localServer(sentTo(inside.url, 302));
    await using proxy = await connectProxy();
    const fetch = await fetchFor({ proxy: way(proxy.host), timeout: 60_000 });
    for (const init of [{}, post]) {
      await expect(fetch(server.url, init)).rejects.toThrow("it sends us to another server");
    }
    expect(inside.asked).toEqual([]);
  });
});

test("a server that sends us round is given up", async () => {
  await using server = await localServer(sentTo("/again", 307));
  const fetch = await fetchFor({ proxy: undefined, timeout: 60_000 });
  await expect(fetch(server.url, {})).rejects.toThrow("it sends us on without end");
  expect(server.asked).toHaveLength(6);
});

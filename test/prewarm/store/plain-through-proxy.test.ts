import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { storeAgents } from "../../../src/prewarm/store/agents.ts";
import { HttpClient } from "../../../src/prewarm/store/http-client.ts";
import { connectProxy } from "../../support/connect-proxy.ts";

/** A server that only the proxy finds, and that says what it was asked for and by which name. */
async function plainServer(): Promise<string> {
  const server = createServer(({ method, url, headers }, response) => {
    response.end(`${method} ${url} of ${headers.host}, ${headers["proxy-authorization"] ?? "no login"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `store.test:${(server.address() as AddressInfo).port}`;
}

const ways = {
  "our own client": async (url: string, env: Record<string, string>) => {
    const http = new HttpClient({}, { env });
    const answer = await (await http.send({ method: "GET", url })).text();
    http.close();
    return answer;
  },
  "an SDK": async (url: string, env: Record<string, string>) => {
    const { httpAgent: agent } = storeAgents({ env, ca: undefined });
    const answer = await new Promise<string>((resolve, reject) => {
      request(url, { agent }, (response) => void text(response).then(resolve))
        .on("error", reject)
        .end();
    });
    agent.destroy();
    return answer;
  },
};

test.each(Object.entries(ways))(
  "%s asks a proxy for a plain server with its whole address, and tells the server nothing of the proxy",
  async (_, ask) => {
    await using proxy = await connectProxy("robot:p@ss");
    const host = await plainServer();
    const env = { HTTP_PROXY: `http://robot:p%40ss@${proxy.host}` };
    expect(await ask(`http://${host}/a%20b?c=d`, env)).toBe(`GET /a%20b?c=d of ${host}, no login`);
    expect(proxy.asked).toEqual([`GET http://${host}/a%20b?c=d`]);
  },
);

test.each(Object.entries(ways))(
  "%s knows nothing of the proxy where NO_PROXY names the server",
  async (_, ask) => {
    await using proxy = await connectProxy();
    const host = (await plainServer()).replace("store.test", "0.0.0.0");
    const env = { HTTP_PROXY: `http://robot:p%40ss@${proxy.host}`, NO_PROXY: "0.0.0.0" };
    expect(await ask(`http://${host}/a`, env)).toBe(`GET /a of ${host}, no login`);
    expect(proxy.asked).toEqual([]);
  },
);

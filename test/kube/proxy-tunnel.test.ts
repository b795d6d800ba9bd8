import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { ProxyError } from "../../src/kube/proxy-error.ts";
import { openTunnel } from "../../src/kube/proxy-tunnel.ts";
import { freePort } from "../support/free-port.ts";

/** Hears what a client says up to an empty line, and answers. */
async function proxyThat(answer: (socket: Socket) => void): Promise<{ url: URL; said: string[] }> {
  const said: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (text) => {
      said.push(String(text));
      answer(socket);
    });
    onTestFinished(() => void socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), said };
}

function failure(proxy: URL, timeout = 60_000): Promise<ProxyError> {
  return openTunnel({ proxy, target: "store.test:443", timeout }).then(
    () => {
      throw new Error("it was let through");
    },
    (error) => error,
  );
}

test("a way through is open for what is said then, however long nothing is said", async () => {
  const { url, said } = await proxyThat((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.on("data", (text) => socket.write(`heard ${text}`));
  });
  url.username = "robot";
  url.password = "p%40ss";
  const tunnel = await openTunnel({ proxy: url, target: "[fd00::1]:9000", timeout: 60_000 });
  expect(said[0]).toContain("CONNECT [fd00::1]:9000 HTTP/1.1\r\nhost: [fd00::1]:9000\r\n");
  expect(said[0]).toContain(`Basic ${Buffer.from("robot:p@ss").toString("base64")}`);
  expect(tunnel.timeout).toBe(0);
  tunnel.write("hello");
  const [heard] = await once(tunnel, "data");
  expect(String(heard)).toBe("heard hello");
  tunnel.destroy();
});

test("any 2xx opens the way", async () => {
  const { url } = await proxyThat((socket) => socket.write("HTTP/1.1 201 Yes\r\n\r\n"));
  (await openTunnel({ proxy: url, target: "store.test:443", timeout: 60_000 })).destroy();
});

test.each([
  [407, "ERR_PROXY_TUNNEL"],
  [403, "ERR_PROXY_TUNNEL"],
  // It found nobody at the moment.
  [502, "ECONNRESET"],
  [504, "ECONNRESET"],
])("a proxy that answers %i is told, with the code %s", async (status, code) => {
  const { url } = await proxyThat((socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  url.password = "secr3t";
  const error = await failure(url);
  const message = `the proxy http://${url.host} does not let us to store.test:443: it answers ${status}`;
  expect(error).toMatchObject({ message, status, code });
});

test("a proxy that says nothing is given up", async () => {
  const { url } = await proxyThat(() => {});
  expect(await failure(url, 50)).toMatchObject({
    message: `cannot reach the proxy http://${url.host}: it did not answer within 0.05 s`,
    code: "ETIMEDOUT",
  });
});

test("a proxy that is not there, or speaks something else, is told", async () => {
  const nobody = new URL(`http://robot:secr3t@127.0.0.1:${await freePort()}`);
  const absent = await failure(nobody);
  expect(absent).toMatchObject({ code: "ECONNREFUSED", status: undefined });
  expect(absent.message).toContain(`cannot reach the proxy http://${nobody.host}: connect ECONNREFUSED`);
  const { url } = await proxyThat((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
  expect((await failure(url)).message).toContain(`cannot reach the proxy http://${url.host}: Parse Error`);
});

test("a password that is not encoded is told, without it", async () => {
  const { message } = await failure(new URL("http://robot:secr3t%zz@proxy.example:3128"));
  expect(message).toContain("the proxy http://proxy.example:3128 cannot be told its user and password");
  expect(message).not.toContain("secr3t");
});

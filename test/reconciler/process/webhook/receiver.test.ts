import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { PushedCommit } from "../../../../reconciler/process/webhook/pushed-commit.ts";
import { type ReceiverLimits, webhookReceiver } from "../../../../reconciler/process/webhook/receiver.ts";
import { withinTime } from "../../../support/within-time.ts";

const secret = "it's a Secret to everybody";
const push = JSON.stringify({
  ref: "refs/heads/main",
  after: "1".repeat(40),
  repository: { clone_url: "https://github.com/Acme/Models.git" },
});

describe("T44: the webhook receiver", () => {
  test("takes a push that is signed, and tells where it was", async () => {
    const { post, pushes } = await receiver();
    expect(await post(push, signed(push))).toBe(202);
    expect(pushes).toEqual([
      { places: new Set(["github.com/acme/models"]), ref: "refs/heads/main", commit: "1".repeat(40) },
    ]);
  });

  test.each<[string, Record<string, string>]>([
    [
      "a signature with another secret",
      { "x-hub-signature-256": `sha256=${hmac(push, "another", "sha256")}` },
    ],
    ["a signature of another body", signed(`${push} `)],
    ["no signature", {}],
    ["an empty signature", { "x-hub-signature-256": "" }],
    [
      "a signature cut short",
      { "x-hub-signature-256": `sha256=${hmac(push, secret, "sha256").slice(0, 40)}` },
    ],
    ["SHA-1 alone", { "x-hub-signature": `sha1=${hmac(push, secret, "sha1")}` }],
    ["SHA-1 in the place of SHA-256", { "x-hub-signature-256": `sha1=${hmac(push, secret, "sha1")}` }],
    ["nothing but zeros", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }],
  ])("refuses %s", async (_, headers) => {
    const { post, pushes } = await receiver();
    expect(await post(push, headers)).toBe(401);
    expect(pushes).toEqual([]);
  });

  test("takes nothing at all where there is no secret", async () => {
    const { post, pushes } = await receiver({ secrets: [] });
    expect(await post(push, { "x-hub-signature-256": `sha256=${hmac(push, "", "sha256")}` })).toBe(401);
    expect(pushes).toEqual([]);
  });

  test("knows two secrets while one is replaced by the other", async () => {
    const { post } = await receiver({ secrets: ["older", secret] });
    expect(await post(push, signed(push))).toBe(202);
    expect(await post(push, { "x-hub-signature-256": `sha256=${hmac(push, "older", "sha256")}` })).toBe(202);
  });

  test("a replay only makes it look once more", async () => {
    const { post, pushes } = await receiver();
    for (let count = 0; count < 3; count += 1) expect(await post(push, signed(push))).toBe(202);
    expect(new Set(pushes.map(({ commit }) => commit)).size).toBe(1);
  });

  test("does not parse what is not signed", async () => {
    const { post } = await receiver();
    expect(await post("{".repeat(100_000), {})).toBe(401);
  });

  test.each([
    ["no JSON", "{", "push"],
    ["JSON of another form", "[[[null]]]", "push"],
    ["a key __proto__", '{"__proto__":{"repository":{"clone_url":"https://github.com/a/b"}}}', "push"],
    ["a commit that is none", JSON.stringify({ after: "--upload-pack=x", repository: {} }), "push"],
    ["a ping", push, "ping"],
    ["an event that nobody knows", push, "star"],
  ])("takes %s, and does nothing for it", async (_, body, event) => {
    const { post, pushes } = await receiver();
    expect(await post(body, { ...signed(body), "x-github-event": event })).toBe(202);
    expect(pushes).toEqual([]);
  });

  test("refuses 2 MiB before it has read them, announced or not", async () => {
    const { post, port } = await receiver();
    const large = "x".repeat(2 * 1024 * 1024);
    expect(await post(large, signed(large)).catch(() => 413)).toBe(413);
    const answer = await raw(port, "POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 2097152\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    const chunk = `100000\r\n${"x".repeat(0x100000)}\r\n`;
    const chunked = `POST /hook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}${chunk}`;
    expect(await raw(port, chunked)).toMatch(/^HTTP\/1.1 413 /);
  });

  test("hangs up on who sends his headers, or his body, too slowly", async () => {
    const { post, port } = await receiver({ limits: { headers: 300, request: 600 } });
    await withinTime(10_000, async () => {
      const started = performance.now();
      await Promise.all([
        raw(port, "POST /hook HTTP/1.1\r\nhost: x\r\nx-slow: "),
        raw(port, "POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"),
      ]);
      return performance.now() - started;
    });
    expect(await post(push, signed(push))).toBe(202);
  });

  test("lets so many connections in at once, and is there for the others afterwards", async () => {
    const { post, port } = await receiver({ limits: { connections: 5, headers: 500, request: 500 } });
    const slow = Array.from({ length: 20 }, () => raw(port, "POST /hook HTTP/1.1\r\n"));
    await Promise.all(slow);
    expect(await post(push, signed(push))).toBe(202);
  });

  test.each([
    ["GET", "/hook", 405],
    ["POST", "/", 404],
    ["POST", "/hook/../metrics", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    const { port } = await receiver();
    const answer = await raw(port, `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
  });

  test("survives what is no HTTP", async () => {
    const { post, port } = await receiver();
    await raw(port, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n");
    expect(await post(push, signed(push))).toBe(202);
  });
});

async function receiver({
  secrets = [secret],
  limits = {},
}: {
  secrets?: readonly string[];
  limits?: Partial<ReceiverLimits>;
} = {}) {
  const pushes: PushedCommit[] = [];
  const answers: number[] = [];
  const server: Server = webhookReceiver({
    secrets: () => secrets,
    onPush: (commit) => void pushes.push(commit),
    onAnswer: (status) => void answers.push(status),
    limits,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const post = async (body: string, headers: Record<string, string>) => {
    const event = { "x-github-event": "push", ...headers };
    const response = await fetch(`http://127.0.0.1:${port}/hook`, { method: "POST", body, headers: event });
    await response.text();
    return response.status;
  };
  return { post, pushes, answers, port };
}

function signed(body: string): Record<string, string> {
  return { "x-hub-signature-256": `sha256=${hmac(body, secret, "sha256")}` };
}

function hmac(body: string, key: string, algorithm: string): string {
  return createHmac(algorithm, key).update(body).digest("hex");
}

/** What comes back until the other end hangs up. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
      answer += data;
      if (/^HTTP\/1.1 40[45]/.test(answer)) socket.end();
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

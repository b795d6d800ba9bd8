import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { actionInputs } from "../../src/commands/action-inputs.ts";
import { clusterLogin } from "../../src/commands/cluster-login.ts";

const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
  type: "spki",
  format: "pem",
});
const toolkit = (
  getIDToken: (audience: string) => Promise<string> = async (audience) => `token-for-${audience}`,
) => ({
  getInput: () => "",
  setOutput() {},
  notice() {},
  warning() {},
  error() {},
  writeSummary: async () => {},
  saveState() {},
  getState: () => "",
  getIDToken,
});
const readFile = (path: string) => {
  if (path === "/checkout/ca.crt") return String(pem);
  throw new Error("ENOENT");
};
const login = (given: Record<string, string>, tools = toolkit()) =>
  clusterLogin(
    actionInputs((name) => given[name] ?? ""),
    "/checkout",
    tools,
    { readFile },
  );

describe("the way to a cluster that inputs show", () => {
  test("is the usual one where they say nothing", () => {
    expect(login({})).toEqual({ allowExec: false });
  });

  test("is a kubeconfig: a file of the checkout, or its text", () => {
    expect(login({ kubeconfig: "kube/config", context: "prod", "allow-exec": "true" })).toEqual({
      kubeconfig: ["/checkout/kube/config"],
      context: "prod",
      allowExec: true,
    });
    const text = "apiVersion: v1\nkind: Config";
    expect(login({ kubeconfig: text })).toMatchObject({ kubeconfigText: text });
    expect(login({ kubeconfig: '{"kind":"Config"}' })).toMatchObject({ kubeconfigText: '{"kind":"Config"}' });
  });

  test("is a server for tokens of the job, of an audience of its own", async () => {
    const { direct, token } = login({ server: "https://10.0.0.1:6443", "certificate-authority": "ca.crt" });
    expect(direct).toEqual({ server: "https://10.0.0.1:6443", certificateAuthority: String(pem) });
    expect(typeof token === "function" && (await token())).toBe("token-for-nimops");
    const other = login({
      server: "https://10.0.0.1",
      "oidc-audience": "prod",
      "certificate-authority": String(pem),
    });
    expect(other.direct?.certificateAuthority).toContain("-----BEGIN");
    expect(typeof other.token === "function" && (await other.token())).toBe("token-for-prod");
  });

  test.each([
    [{ server: "https://a", kubeconfig: "b" }, "the inputs server and kubeconfig exclude each other"],
    [{ server: "https://a", context: "b" }, "the inputs server and context exclude each other"],
    [{ server: "http://10.0.0.1:8080" }, 'the input server: "10.0.0.1:8080" is no https:// address'],
    [{ server: "10.0.0.1" }, 'the input server: "10.0.0.1" is no https:// address'],
    [{ "oidc-audience": "a" }, "the input oidc-audience: means nothing without server"],
    [
      { server: "https://a", "certificate-authority": "none.crt" },
      'certificate-authority: "none.crt" cannot be read',
    ],
  ])("is refused where it is none: %j", (given, message) => {
    expect(() => login(given)).toThrow(message);
  });
});

describe("a token that GitHub does not give", () => {
  test.each([
    ["Error message: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable", "id-token: write"],
    ["Error message: Failed to get ID Token. \n Error Code : 503", "run the job again"],
  ])("is told with what to do: %j", async (said, help) => {
    const { token } = login(
      { server: "https://a" },
      toolkit(() => Promise.reject(new Error(said))),
    );
    if (typeof token !== "function") throw new Error("no issuer");
    const error = await token().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "UserError", help: expect.stringContaining(help) });
    expect(String(error)).not.toContain("\n");
  });
});

import { describe, expect, it } from "vitest";
import { proxyFor } from "../../src/kube/proxy.ts";

const proxy = "http://proxy.example:3128";

describe("the proxy of a server", () => {
  it("is the kubeconfig's, whatever the variables say", () => {
    const env = { HTTPS_PROXY: "http://other.example:1", NO_PROXY: "*" };
    expect(chosen("https://kube.example", env, "socks5://proxy.example:1080")).toBe(
      "socks5://proxy.example:1080",
    );
  });

  it.each([
    [{ HTTPS_PROXY: proxy }, "https://kube.example", `${proxy}/`],
    [{ https_proxy: proxy }, "https://kube.example", `${proxy}/`],
    [{ HTTPS_PROXY: "proxy.example:3128" }, "https://kube.example", `${proxy}/`],
    [{ HTTP_PROXY: proxy }, "https://kube.example", undefined],
    [{ HTTP_PROXY: proxy }, "http://kube.example", `${proxy}/`],
    [{ HTTPS_PROXY: "" }, "https://kube.example", undefined],
    [{ HTTPS_PROXY: proxy }, "https://localhost:6443", undefined],
    [{ HTTPS_PROXY: proxy }, "https://127.0.0.53:6443", undefined],
    [{ HTTPS_PROXY: proxy }, "https://[::1]:6443", undefined],
  ])("of %j to %s is %s", (env, server, expected) => {
    expect(chosen(server, env)).toBe(expected);
  });

  it.each([
    ["*", "https://kube.example", true],
    ["kube.example", "https://kube.example", true],
    ["kube.example", "https://api.kube.example", true],
    ["kube.example", "https://notkube.example", false],
    [".kube.example", "https://api.kube.example", true],
    [".kube.example", "https://kube.example", false],
    ["*.kube.example", "https://api.kube.example", true],
    ["kube.example:6443", "https://kube.example:6443", true],
    ["kube.example:6443", "https://kube.example", false],
    ["kube.example:443", "https://kube.example", true],
    [" other , KUBE.example ", "https://kube.example", true],
    ["10.0.0.0/8", "https://10.1.2.3:6443", true],
    ["10.0.0.0/8", "https://11.1.2.3:6443", false],
    ["10.1.2.3", "https://10.1.2.3", true],
    ["1.2.3", "https://10.1.2.3", false],
    ["fd00::/8", "https://[fd00::1]:6443", true],
    ["[fd00::1]:6443", "https://[fd00::1]:6443", true],
    ["10.0.0.0/99", "https://10.1.2.3:6443", false],
    ["svc,,", "https://kubernetes.default.svc", true],
  ])("NO_PROXY=%s excepts %s: %s", (NO_PROXY, server, excepted) => {
    expect(chosen(server, { HTTPS_PROXY: proxy, NO_PROXY }) === undefined).toBe(excepted);
  });

  it("is refused where it is none, without showing its password", () => {
    expect(() => chosen("https://kube.example", { HTTPS_PROXY: "ftp://u:secret@x" })).toThrow(
      "HTTPS_PROXY is not the address of a proxy",
    );
  });

  function chosen(server: string, env: Record<string, string>, proxyUrl?: string): string | undefined {
    return proxyFor(new URL(server), proxyUrl, env)?.href;
  }
});

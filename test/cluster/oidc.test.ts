import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ConnectOptions } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { freePort } from "../support/free-port.ts";
import { type OidcIssuer, oidcIssuer, oidcUser } from "../support/oidc/issuer.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { lacksOwnPlane } from "./own-plane.ts";

describe.skipIf(lacksOwnPlane("oidc", "the API server has to trust an issuer of the test's"))(
  "OIDC tokens",
  () => {
    let plane: ControlPlane;
    let issuer: OidcIssuer;
    let namespace: string;

    beforeAll(async () => {
      issuer = oidcIssuer(await freePort());
      plane = await startControlPlane({ apiServerFlags: issuer.flags });
      await issuer.serve(plane.inside);
      namespace = await plane.newNamespace();
      await eventually(
        "the API server trusts the issuer",
        async () => (await outcome(() => Promise.resolve(issuer.token()))) === "forbidden" || undefined,
      );
    });
    afterAll(async () => {
      issuer?.stop();
      await plane?.stop();
    });

    it("let nobody do anything before a RoleBinding says so, and then just that", async () => {
      const token = () => Promise.resolve(issuer.token());
      expect(await outcome(token)).toBe("forbidden");
      await allow(namespace);
      await eventually("the binding counts", async () => (await outcome(token)) === "read" || undefined);
      const cluster = await opened({ token });
      await expect(cluster.list({ apiVersion: "v1", kind: "Secret" }, { namespace })).rejects.toMatchObject({
        reason: "forbidden",
        message: expect.stringContaining(oidcUser),
      });
    });

    it.each([
      ["for another audience", { aud: "https://github.com/team" }],
      ["of another repository", { repository: "stranger/models" }],
      ["that have expired", { exp: Math.floor(Date.now() / 1000) - 60 }],
      ["of another issuer", { iss: "https://token.actions.example" }],
    ])("%s are not taken", async (_, claims) => {
      expect(await outcome(() => Promise.resolve(issuer.token(claims)))).toBe("unauthorized");
    });

    it("that last for seconds are renewed while a job waits for minutes", async () => {
      let asked = 0;
      const cluster = await opened({
        token: async () => {
          asked += 1;
          return issuer.token({ jti: `${asked}` }, 3);
        },
      });
      await allow(namespace);
      const until = performance.now() + 7000;
      const answers = new Set<string>();
      while (performance.now() < until) {
        const read = cluster.list(
          { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" },
          { namespace },
        );
        answers.add(await read.then(() => "read").catch((error: { reason: string }) => error.reason));
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expect([...answers]).toEqual(["read"]);
      expect(asked).toBeGreaterThanOrEqual(3);
      // And not for each request.
      expect(asked).toBeLessThanOrEqual(8);
    });

    async function opened(options: Partial<ConnectOptions>) {
      const direct = { server: plane.url, certificateAuthority: plane.authority };
      const cluster = await connect({ env: {}, direct, ...options });
      onTestFinished(() => cluster.close());
      return cluster;
    }

    /** `read`, or why not. */
    async function outcome(token: () => Promise<string>): Promise<string> {
      const direct = { server: plane.url, certificateAuthority: plane.authority };
      const cluster = await connect({ env: {}, direct, token });
      try {
        await cluster.list({ apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" }, { namespace });
        return "read";
      } catch (error) {
        if (error instanceof Error && "reason" in error) return String(error.reason);
        throw error;
      } finally {
        await cluster.close();
      }
    }

    async function allow(where: string): Promise<void> {
      const access = `/apis/rbac.authorization.k8s.io/v1/namespaces/${where}`;
      const metadata = { name: "nimops" };
      const rules = [{ apiGroups: ["apps.nvidia.com"], resources: ["nimcaches"], verbs: ["get", "list"] }];
      await plane.api.ask("POST", `${access}/roles`, { metadata, rules });
      await plane.api.ask("POST", `${access}/rolebindings`, {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "nimops" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: oidcUser }],
      });
    }
  },
);

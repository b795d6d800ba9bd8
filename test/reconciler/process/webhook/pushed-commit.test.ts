import fc from "fast-check";
import { expect, test } from "vitest";
import { isOf, isOnBranchOf, pushedCommit } from "../../../../reconciler/process/webhook/pushed-commit.ts";
import { isSigned } from "../../../../reconciler/process/webhook/signature.ts";
import type { LiveObject } from "../../../../src/kube/object.ts";
import type { ValueMap } from "../../../../src/nim/value.ts";

test.each([
  "https://github.com/acme/models.git",
  "https://github.com/acme/models",
  "https://GitHub.com/Acme/Models.git",
  "ssh://git@github.com/acme/models.git",
  "git@github.com:acme/models.git",
])("a push is for who follows %s", (url) => {
  const payload = { repository: { ssh_url: "git@github.com:acme/models.git" } };
  expect(concerns(payload, { url })).toBe(true);
});

test.each([
  "https://github.com/acme/models2.git",
  "https://github.com/acme/models/x.git",
  "https://example.com/acme/models.git",
  "https://github.com/",
])("and not for who follows %s", (url) => {
  expect(concerns({ repository: { clone_url: "https://github.com/acme/models.git" } }, { url })).toBe(false);
});

test("a push to another branch is for nobody who follows one; a tag may be for everybody", () => {
  const url = "https://github.com/acme/models.git";
  const repository = { clone_url: url };
  expect(concerns({ repository, ref: "refs/heads/other" }, { url, ref: { branch: "main" } })).toBe(false);
  expect(concerns({ repository, ref: "refs/heads/main" }, { url, ref: { branch: "main" } })).toBe(true);
  expect(concerns({ repository, ref: "refs/tags/v1" }, { url, ref: { semver: ">=1" } })).toBe(true);
  expect(concerns({ repository, ref: "refs/heads/other" }, { url, ref: { semver: ">=1" } })).toBe(true);
});

test.each([
  ["refs/heads/main", { branch: "main" }, true],
  ["refs/heads/other", { branch: "main" }, false],
  ["refs/tags/main", { branch: "main" }, false],
  ["refs/tags/v1", { tag: "v1" }, false],
  ["refs/heads/main", { semver: ">=1" }, false],
  [undefined, { branch: "main" }, false],
])("the commit of %s is %j's own: %s, so that it may be told of as overtaken", (ref, followed, is) => {
  const url = "https://github.com/acme/models.git";
  const commit = pushedCommit({ repository: { clone_url: url }, ...(ref && { ref }) });
  expect(commit && isOnBranchOf(commit, following({ url, ref: followed }))).toBe(is);
});

test("the commit of a branch that was deleted is none", () => {
  const repository = { clone_url: "https://github.com/acme/models.git" };
  expect(pushedCommit({ repository, after: "0".repeat(40) })?.commit).toBeUndefined();
  expect(pushedCommit({ repository, after: "a".repeat(40) })?.commit).toBe("a".repeat(40));
});

test("no payload breaks it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (payload, repository) => {
      pushedCommit(payload as ValueMap);
      pushedCommit({ repository } as ValueMap);
    }),
  );
});

test("no body and no header but the right one is signed", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), fc.string({ minLength: 1 }), (body, header, secret) => {
      expect(isSigned(body, header, [secret])).toBe(false);
      expect(isSigned(body, `sha256=${header}`, [secret])).toBe(false);
    }),
  );
});

function concerns(payload: ValueMap, spec: ValueMap): boolean {
  const commit = pushedCommit(payload);
  return commit !== undefined && isOf(commit, following(spec));
}

function following(spec: ValueMap): LiveObject {
  return {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name: "models", namespace: "nimops", uid: "1", resourceVersion: "1" },
    spec,
  };
}

import { describe, expect, test } from "vitest";
import { githubPlace } from "../../../reconciler/repository/github-place.ts";
import { readRepository } from "../../../reconciler/repository/read-repository.ts";

test.each([
  ["https://github.com/acme/models.git", "https://api.github.com"],
  ["https://github.com/acme/models", "https://api.github.com"],
  ["https://GitHub.com/acme/models/", "https://api.github.com"],
  ["ssh://git@github.com/acme/models.git", "https://api.github.com"],
  ["ssh://git@ssh.github.com:443/acme/models.git", "https://api.github.com"],
  ["git@github.com:acme/models.git", "https://api.github.com"],
  ["https://github.example:8443/acme/models.git", "https://github.example:8443/api/v3"],
  ["ssh://git@github.example:2222/acme/models.git", "https://github.example/api/v3"],
  ["git@github.example:acme/models.git", "https://github.example/api/v3"],
])("%s is acme/models at %s", (url, api) => {
  expect(githubPlace(url)).toEqual({ owner: "acme", name: "models", api });
});

test.each([
  "https://gitlab.example/group/sub/models.git",
  "https://github.com/models",
  "git@github.com:models",
])("%s is no repository of GitHub", (url) => {
  expect(githubPlace(url)).toBeUndefined();
});

describe("spec.github", () => {
  const problems = (github: object, url = "https://github.com/acme/models.git") =>
    readRepository({
      apiVersion: "nimops.dev/v1alpha1",
      kind: "NIMRepository",
      metadata: { name: "models", namespace: "ml" },
      spec: { url, github: { secretRef: { name: "x" }, ...github } },
    } as never).problems.map(({ message }) => message);

  test("takes links of https with known names in them", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ targetUrl: "https://example.com" })).toEqual([]);
    expect(
      problems({ targetUrl: "https://example.com/{cluster}/{namespace}/{kind}/{name}?c={sha}" }),
    ).toEqual([]);
    for (const targetUrl of [
      "http://example.com/{sha}",
      "https://example.com/{node}",
      "https://example.com/{sha",
      "https://{name}.example.com/",
      "https://user:secret@example.com/",
      "https://example.com/a b",
    ]) {
      expect(problems({ targetUrl }), targetUrl).toHaveLength(1);
    }
  });

  test("takes bounded numbers and times, and repositories of GitHub alone", () => {
    expect(problems({ resources: 0, grace: "0s" })).toEqual([]);
    expect(problems({ resources: 101 })).toHaveLength(1);
    expect(problems({ grace: "25h" })).toEqual(["spec.github.grace must be from 0s to 24h"]);
    expect(problems({}, "https://gitlab.example/group/sub/models.git")[0]).toContain("OWNER/NAME");
  });
});

import { expect, test } from "vitest";
import { type NeededSecret, secretsOfCache, secretsOfService } from "../../src/nim/needed-secrets.ts";

const ngc = {
  pullSecret: "pull",
  authSecret: "key",
  modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
};

test("an NGC cache needs a Secret that pulls and one with NGC_API_KEY", () => {
  expect(uses(secretsOfCache({ source: { ngc } }))).toEqual(["pull for pull", "key for NGC_API_KEY"]);
});

test("a universal NIM that loads from Hugging Face needs HF_TOKEN", () => {
  const source = { ngc: { ...ngc, modelEndpoint: "hf://meta-llama/Llama-3.1-8B" } };
  expect(uses(secretsOfCache({ source }))).toContain("key for HF_TOKEN");
});

test("a cache of a mirror needs no NGC key: its Secret holds the mirror's credentials", () => {
  const env = [{ name: "NIM_REPOSITORY_OVERRIDE", value: "s3://bucket/" }];
  expect(uses(secretsOfCache({ source: { ngc }, env }))).toEqual(["pull for pull"]);
});

test("a service that sets NGC_API_KEY itself needs none of its auth Secret", () => {
  expect(uses(secretsOfService({ authSecret: "key" }))).toEqual(["key for NGC_API_KEY"]);
  expect(uses(secretsOfService({ authSecret: "key", env: [{ name: "NGC_API_KEY" }] }))).toEqual([]);
});

test("each pull Secret has its place, and empty names are none", () => {
  const found = secretsOfService({ image: { pullSecrets: ["", "pull"] } });
  expect(found.map(({ path }) => path.join("."))).toEqual(["spec.image.pullSecrets.1"]);
});

function uses(secrets: readonly NeededSecret[]): string[] {
  return secrets.map(({ name, use }) => `${name} for ${use}`);
}

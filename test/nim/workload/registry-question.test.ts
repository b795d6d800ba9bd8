import { expect, test } from "vitest";
import type { Value, ValueMap } from "../../../src/nim/value.ts";
import { questionFault } from "../../../src/nim/workload/registry-question.ts";
import { surroundingsOf } from "../../support/service-objects.ts";

const image = "nvcr.io/nim/meta/llama:1.8.4";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const noFault = undefined;

test.each<[string, Value, RegExp | undefined]>([
  ["user and password", { "nvcr.io": { username: "u", password: "p" } }, noFault],
  ["both in auth", { "nvcr.io": { auth: base64("u:p") } }, noFault],
  ["an address for the host", { "https://nvcr.io/v1/": { auth: base64("u:p") } }, noFault],
  ["no credentials", { "nvcr.io": {} }, noFault],
  ["nothing for the host", { "nvcr.io": null }, noFault],
  ["another host, whatever its auth is", { "ghcr.io": { auth: "?" } }, noFault],
  ["auth without a colon", { "nvcr.io": { auth: base64("user") } }, /no readable `auth` for nvcr\.io/],
  ["auth that is no base64", { "nvcr.io": { auth: "u:p" } }, /no readable `auth` for nvcr\.io/],
  ["auth without its padding", { "nvcr.io": { auth: "dTpwcA" } }, /no readable `auth` for nvcr\.io/],
  ["a bad auth beside a password", { "nvcr.io": { password: "p", auth: "?" } }, noFault],
  ["an entry that is no map, of any host", { "ghcr.io": "u:p" }, /cannot be read/],
  ["a number for a password, of any host", { "ghcr.io": { password: 1 } }, /cannot be read/],
  ["a list of hosts", ["nvcr.io"], /cannot be read/],
])("a pull Secret with %s", (_, auths, fault) => {
  const said = faultOf(secretOf({ ".dockerconfigjson": JSON.stringify({ auths }) }));
  if (fault === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(fault);
});

test.each<[string, ValueMap, string | undefined]>([
  [
    "text that is no JSON",
    { stringData: { ".dockerconfigjson": "not json" } },
    "the key .dockerconfigjson of the Secret pull cannot be read",
  ],
  ["another key", { stringData: { config: "{}" } }, "the Secret pull has no key .dockerconfigjson"],
  ["JSON without hosts", { stringData: { ".dockerconfigjson": "{}" } }, undefined],
  ["encoded JSON", { data: { ".dockerconfigjson": base64('{"auths":{"nvcr.io":{}}}') } }, undefined],
  [
    "an encoded mistake, but the right text beside it",
    { data: { ".dockerconfigjson": base64("x") }, stringData: { ".dockerconfigjson": "{}" } },
    undefined,
  ],
])("a pull Secret with %s", (_, parts, fault) => {
  expect(faultOf({ kind: "Secret", metadata: { name: "pull" }, ...parts })).toBe(fault);
});

test("Secrets are read in their order, up to the first that knows the registry", () => {
  const good = secretOf({ ".dockerconfigjson": '{"auths":{"nvcr.io":{"username":"u"}}}' });
  const around = surroundingsOf({ objects: [good] });
  expect(questionFault(image, ["pull", "absent"], around)).toBeUndefined();
  expect(questionFault(image, ["", undefined, "absent", "pull"], around)).toBe(
    "the pull Secret absent is not there",
  );
});

test("Docker Hub has three names", () => {
  const around = surroundingsOf({
    objects: [secretOf({ ".dockerconfigjson": '{"auths":{"https://index.docker.io/v1/":{"auth":"?"}}}' })],
  });
  expect(questionFault("docker.io/nim/llama:1", ["pull"], around)).toMatch(/no readable `auth`/);
  expect(questionFault("quay.io/nim/llama:1", ["pull"], around)).toBeUndefined();
});

test.each<[string, RegExp | undefined]>([
  ["nvcr.io/nim/meta/llama:1.8.4", noFault],
  [`nvcr.io/nim/llama@sha256:${"a".repeat(64)}`, noFault],
  [`registry:5000/llama:1@sha256:${"a".repeat(64)}`, noFault],
  ["[::1]:5000/llama:1", noFault],
  ["llama:1", /has no registry/],
  ["", /has no registry/],
  ["/llama:1", /has no registry/],
  ["nvcr.io/nim/llama", /has no tag/],
  ["nvcr.io/nim/llama:", /has no tag/],
  ["nvcr.io/nim/Llama:1", /cannot read the image's name/],
  ["nvcr.io/nim/llama:1:2", /cannot read the image's name/],
  ["nvcr.io/nim/llama@sha256:abc", /cannot read the image's name/],
  ["nvcr.io/nim/llama@", /cannot read the image's name/],
  ["u@nvcr.io/nim/llama:1", /cannot read the image's name/],
  ["nvcr.io:x/nim/llama:1", /cannot read the image's name/],
])("the name %j", (name, fault) => {
  const said = questionFault(name, [], surroundingsOf({}));
  if (fault === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(fault);
});

function faultOf(secret: ValueMap): string | undefined {
  return questionFault(image, ["pull"], surroundingsOf({ objects: [secret] }));
}

function secretOf(stringData: ValueMap): ValueMap {
  return { apiVersion: "v1", kind: "Secret", metadata: { name: "pull" }, stringData };
}

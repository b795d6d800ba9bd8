import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { repositoryCrd, repositoryCrdText } from "../../../reconciler/repository/crd.ts";

const file = join(import.meta.dirname, "../../../reconciler/deploy/crds/nimops.dev_nimrepositories.yaml");

it("the CRD's file is what the schemas make", () => {
  expect(readFileSync(file, "utf8")).toBe(repositoryCrdText());
});

it("says the same to readers of YAML 1.1, as kubectl is one, and of 1.2", () => {
  expect(parse(repositoryCrdText(), { version: "1.1" })).toEqual(repositoryCrd());
  expect(parse(repositoryCrdText())).toEqual(repositoryCrd());
});

import { expect, test } from "vitest";
import { corrected } from "../../src/lint/corrected.ts";
import { set, unsafe } from "../../src/lint/rule.ts";

const path = ["spec", "expose", "service", "type"];
const types = ["ClusterIP", "NodePort", "LoadBalancer"];

test.each(["loadbalancer", "Load-Balancer", " LoadBalancer "])("%j is surely one of them", (written) => {
  expect(corrected(path, written, types)).toEqual({
    help: "write LoadBalancer",
    fix: set(path, "LoadBalancer"),
  });
});

test("a word that is near is a guess", () => {
  expect(corrected(path, "NodeBalancer", types)).toEqual({
    help: "write LoadBalancer",
    fix: unsafe(set(path, "LoadBalancer")),
  });
});

test("a word that is near to none of them is not corrected", () => {
  expect(corrected(path, "Headless", types)).toEqual({
    help: "write one of ClusterIP, NodePort, LoadBalancer",
  });
});

test("another name of the same thing is one of them", () => {
  expect(corrected(path, "lb", types, "LoadBalancer").fix).toEqual(set(path, "LoadBalancer"));
});

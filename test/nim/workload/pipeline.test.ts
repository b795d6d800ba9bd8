import { describe, expect, test } from "vitest";
import { valueAt } from "../../../src/nim/value.ts";
import {
  madeOfPipeline,
  mainContainer,
  namesOf,
  serviceSpec,
  variable,
} from "../../support/service-objects.ts";

const member = (name: string, more = {}) => ({ name, enabled: true, spec: serviceSpec(), ...more });

describe("a pipeline", () => {
  test("becomes its enabled services, and then what these become", () => {
    const outcome = madeOfPipeline([member("chat"), member("off", { enabled: false }), member("embed")]);
    const names = namesOf(outcome);
    expect(names.slice(0, 2)).toEqual(["NIMService/chat", "NIMService/embed"]);
    expect(names).toContain("Deployment/chat");
    expect(names).not.toContain("Deployment/off");
  });

  test("tells a service of its dependencies, over what the service says itself", () => {
    const spec = serviceSpec({ env: [{ name: "URL", value: "mine" }] });
    const dependencies = [{ name: "embed", port: 8000, envName: "URL", envValue: "http://embed:8000" }];
    const outcome = madeOfPipeline([member("chat", { spec, dependencies })]);
    expect(variable(mainContainer(outcome), "URL")).toEqual({ name: "URL", value: "http://embed:8000" });
  });

  test("keeps an empty authSecret, which the operator writes in any case", () => {
    const [child] = madeOfPipeline([member("chat", { spec: serviceSpec({ authSecret: "" }) })]).objects;
    expect(valueAt(child, ["spec", "authSecret"])).toBe("");
  });

  test("writes the configuration of an endpoint picker as Go's type has it", () => {
    const config = {
      plugins: [{ type: "queue-scorer" }],
      schedulingProfiles: [{ name: "a", plugins: [{ pluginRef: "queue-scorer" }] }],
      saturationDetector: { metricsStalenessThreshold: "90s", queueDepthThreshold: 0 },
      unknown: { a: 1 },
    };
    const containerSpec = { name: "epp", image: { repository: "r/epp", tag: "v1" } };
    const router = { hostDomainName: "example.com", eppConfig: { containerSpec, config } };
    const spec = serviceSpec({ expose: { router } });
    const [child] = madeOfPipeline([member("chat", { spec })]).objects;
    expect(valueAt(child, ["spec", "expose", "router", "eppConfig", "config"])).toEqual({
      plugins: [{ name: "", type: "queue-scorer" }],
      schedulingProfiles: [{ name: "a", plugins: [{ pluginRef: "queue-scorer" }] }],
      saturationDetector: { metricsStalenessThreshold: "1m30s" },
    });
  });

  test("leaves a service alone that belongs to nobody", () => {
    const objects = [{ kind: "NIMService", metadata: { name: "chat" } }];
    const outcome = madeOfPipeline([member("chat"), member("embed")], { objects });
    expect(namesOf(outcome)[0]).toBe("NIMService/embed");
    expect(outcome.stopped).toEqual({
      state: "NotReady",
      message: "NIMservice chat already exists and is not owned by the NIMPipeline rag",
    });
  });

  test("does not make a service without a name", () => {
    const outcome = madeOfPipeline([{ enabled: true, spec: serviceSpec() }]);
    expect(outcome.objects).toEqual([]);
    expect(outcome.stopped).toMatchObject({ state: "NotReady" });
  });

  test("makes the first of two services of one name; operator 3.0 ends with the second", () => {
    const second = member("chat", { spec: serviceSpec({ replicas: 2 }) });
    const replicas = (version: "3.0.2" | "3.1.0") =>
      valueAt(madeOfPipeline([member("chat"), second], { version }).objects[0], ["spec", "replicas"]);
    expect(replicas("3.1.0")).toBe(1);
    expect(replicas("3.0.2")).toBe(2);
  });

  test("fails where one of its services fails, and says which", () => {
    const outcome = madeOfPipeline([member("chat", { spec: serviceSpec({ storage: {} }) }), member("embed")]);
    expect(outcome.stopped).toMatchObject({
      state: "Failed",
      message: expect.stringMatching(/^NIMService chat: neither external PVC name/),
    });
    expect(namesOf(outcome)).toContain("Deployment/embed");
  });
});

import { describe, expect, test } from "vitest";
import { madeOfService, mainContainer, namesOf, podOf } from "../../support/service-objects.ts";

describe("a service on KServe", () => {
  const kserve = { inferencePlatform: "kserve" };
  const mode = (name: string) => ({ ...kserve, annotations: { "serving.kserve.io/deploymentMode": name } });

  test("has an InferenceService and no Service", () => {
    expect(namesOf(madeOfService(kserve))).toEqual([
      "ServiceAccount/llama",
      "Role/llama",
      "RoleBinding/llama",
      "InferenceService/llama",
    ]);
  });

  test("by Knative has unnamed ports and a shorter start", () => {
    const container = mainContainer(madeOfService(mode("Knative")), "InferenceService");
    expect(container.ports).toEqual([{ containerPort: 8000, protocol: "TCP" }]);
    expect(container.startupProbe).toMatchObject({ failureThreshold: 30, httpGet: { port: 8000 } });
    expect(podOf(madeOfService(mode("Knative")), "InferenceService")).not.toHaveProperty("securityContext");
  });

  test("in a mode that nobody knows fails", () => {
    expect(madeOfService(mode("Raw")).stopped?.message).toBe(
      "deployment mode annotation found but value is invalid: Raw",
    );
  });

  test.each(["constructor", "__proto__", "toString"])(
    "scaling by a metric of the type %s has no target",
    (type) => {
      const metric = {
        type: "Resource",
        resource: { name: "cpu", target: { type, averageUtilization: 80 } },
      };
      const outcome = madeOfService({
        ...kserve,
        scale: { enabled: true, hpa: { maxReplicas: 2, metrics: [metric] } },
      });
      const { scaleMetricType, scaleTarget } = podOf(outcome, "InferenceService");
      expect({ scaleMetricType, scaleTarget }).toEqual({ scaleMetricType: type, scaleTarget: undefined });
    },
  );

  test("of operator 3.0 overlooks a mode that nobody knows", () => {
    const annotations = { "serving.kserve.io/deploymentMode": "serverless" };
    const outcome = madeOfService({ ...kserve, annotations }, { version: "3.0.2" });
    expect(outcome.stopped).toBeUndefined();
  });
});

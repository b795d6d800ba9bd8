import { describe, expect, test } from "vitest";
import { crdOracle } from "./crd-oracle.ts";
import { haveCrds, noCrds } from "./crds.ts";
import { admissionCases, haveGolden, noGolden } from "./golden.ts";

const missing = [haveCrds ? [] : noCrds, haveGolden ? [] : noGolden].flat();

test.runIf(missing.length > 0 && process.env.CI)("the CRDs and the recorded answers are there", () => {
  expect.fail(missing.join("; "));
});

describe.skipIf(missing.length > 0)(
  `the oracle made from the CRDs (${missing.join("; ") || "3.1.2"})`,
  () => {
    // Metadata is the server's own business, of which a CRD says nothing.
    const creates =
      missing.length > 0
        ? []
        : admissionCases().filter(
            ({ operation, id }) => operation === "create" && !id.includes("/metadata/"),
          );

    test.each(creates)("says of $id what the real API server said", ({ kind, object, apiserver }) => {
      const { schema, cel } = crdOracle(kind, "3.1.2")(object);
      expect(schema.length + cel.length === 0).toBe(apiserver.accepted);
      const messages = apiserver.causes.map(({ message }) => message);
      for (const { reason } of cel)
        expect(
          messages.some((message) => message.includes(reason)),
          reason,
        ).toBe(true);
    });
  },
);

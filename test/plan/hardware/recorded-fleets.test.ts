import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readInventory } from "../../../src/inventory/read.ts";
import { goldenDirectory } from "../../support/golden.ts";
import { plannedFleet } from "../../support/planned-fleet.ts";

const directory = join(goldenDirectory, "scheduling");
const names = existsSync(directory) ? readdirSync(directory) : [];

test.skipIf(names.length === 0)(
  "where nothing certain is known of the GPUs, the scheduler's verdicts stand",
  () => {
    for (const name of names) {
      const { inventory } = readInventory(
        parse(readFileSync(join(directory, name, "inventory.yaml"), "utf8")),
      );
      if (!inventory) expect.fail(name);
      const { demand, hardware } = plannedFleet(
        readFileSync(join(directory, name, "manifests.yaml"), "utf8"),
        inventory,
      );
      for (const workload of demand.workloads) {
        expect(hardware(workload.name), `${name} ${workload.name}`).toMatchObject({
          most: "fits",
          unfit: [],
        });
      }
    }
  },
);

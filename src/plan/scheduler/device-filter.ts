import { familyOfCapability } from "../../gpu/compute-capability.ts";
import type { CompletedPool } from "../../inventory/inventory.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import type { DeviceRequest } from "../demand/demand.ts";

/**
 * How many devices of a class a node of the pool has for claims. Only pools that hand out their GPUs by claims have any.
 * Source: k8s-dra-driver-gpu, device classes `gpu.nvidia.com` and `mig.nvidia.com`.
 */
export function claimableDevices({ gpu }: CompletedPool, deviceClass: string): number {
  if (gpu?.allocation !== "dra") return 0;
  const instances = Object.values(gpu.mig.devices).reduce((sum, each) => sum + each, 0);
  const isCut = gpu.mig.strategy !== "none" && instances > 0;
  if (deviceClass === "gpu.nvidia.com") return isCut ? 0 : gpu.count;
  return deviceClass === "mig.nvidia.com" && isCut ? gpu.count * instances : 0;
}

/** Whether the devices of a pool meet a request; undefined where that cannot be told. */
export function meetsRequest(
  pool: CompletedPool,
  { deviceClass, selectors }: DeviceRequest,
): boolean | undefined {
  if (deviceClass !== "gpu.nvidia.com" && deviceClass !== "mig.nvidia.com") return undefined;
  if (claimableDevices(pool, deviceClass) === 0) return false;
  const isOneSort = deviceClass === "gpu.nvidia.com" || Object.keys(pool.gpu?.mig.devices ?? {}).length === 1;
  const answers = selectors.flatMap((selector) =>
    selector.split("&&").map((part) => (isOneSort ? holdsFor(pool, deviceClass, part.trim()) : undefined)),
  );
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** The comparisons that the operator writes, and those that people write in the same form. */
const attribute =
  /^\(*device\.attributes\[["']gpu\.nvidia\.com["']\]\.(\w+)\)*(?:\s*(==|!=)\s*(?:["']([^"'\\]*)["']|(true|false|-?\d+))|\.compareTo\(semver\(["']([^"'\\]+)["']\)\)\s*(==|!=|>=|<=|>|<)\s*0)$/;
const capacity =
  /^\(*device\.capacity\[["']gpu\.nvidia\.com["']\]\.memory\)*\.compareTo\(quantity\(["']([^"'\\]+)["']\)\)\s*(==|!=|>=|<=|>|<)\s*0$/;
const driver = /^device\.driver\s*==\s*["']([^"'\\]*)["']$/;

function holdsFor(pool: CompletedPool, deviceClass: string, expression: string): boolean | undefined {
  const ofDriver = driver.exec(expression);
  if (ofDriver) return ofDriver[1] === "gpu.nvidia.com";
  const ofCapacity = capacity.exec(expression);
  if (ofCapacity) {
    const memory = deviceClass === "gpu.nvidia.com" ? pool.gpu?.memoryMiB : undefined;
    const wanted = parseQuantity(ofCapacity[1] ?? "");
    if (memory === undefined || !wanted) return undefined;
    const has = BigInt(memory) * 1024n * 1024n * 1_000_000_000n;
    return compared(has < wanted.nano ? -1 : has > wanted.nano ? 1 : 0, ofCapacity[2] ?? "");
  }
  const [matched, name = "", equality = "", text, plain, semver, order = ""] =
    attribute.exec(expression) ?? [];
  if (matched === undefined) return undefined;
  if (semver !== undefined) {
    const difference = versionDifference(versionOf(pool, name), semver);
    return difference === undefined ? undefined : compared(difference, order);
  }
  const isEqual = isAttribute(pool, name, text ?? plain ?? "");
  return isEqual === undefined ? undefined : isEqual === (equality === "==");
}

/** The names of products have blanks where their labels have hyphens, and nobody can tell the two apart in a label. */
function isAttribute({ gpu }: CompletedPool, name: string, wanted: string): boolean | undefined {
  if (name === "productName" && gpu?.mig.strategy === "none")
    return (
      wanted
        .replace(/[^\w .-]/g, "")
        .trim()
        .split(/\s+/)
        .join("-") === gpu.label
    );
  if (name === "type") return wanted === (gpu?.mig.strategy === "none" ? "gpu" : "mig");
  if (name === "architecture" && gpu?.computeCapability) {
    const family = familyOfCapability(gpu.computeCapability);
    return wanted.toLowerCase().replaceAll(" ", "-") === family;
  }
  return undefined;
}

function versionOf({ gpu }: CompletedPool, name: string): string | undefined {
  if (name === "cudaComputeCapability") return gpu?.computeCapability?.join(".");
  return name === "driverVersion" ? gpu?.driverVersion : undefined;
}

function versionDifference(has: string | undefined, wanted: string): number | undefined {
  if (has === undefined || !/^\d+(\.\d+){0,2}$/.test(has) || !/^\d+(\.\d+){0,2}$/.test(wanted))
    return undefined;
  const [a, b] = [has, wanted].map((version) => version.split(".").map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function compared(difference: number, operator: string): boolean {
  const tests: Readonly<Record<string, boolean>> = {
    "==": difference === 0,
    "!=": difference !== 0,
    ">": difference > 0,
    ">=": difference >= 0,
    "<": difference < 0,
    "<=": difference <= 0,
  };
  return Object.hasOwn(tests, operator) && tests[operator] === true;
}

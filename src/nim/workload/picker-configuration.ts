import type { Router } from "../schema/kinds.ts";
import { goDuration } from "./go-duration.ts";

export type PickerConfiguration = NonNullable<NonNullable<Router["eppConfig"]>["config"]>;

/**
 * The configuration of an endpoint picker as Go writes its type: with null for what has no `omitempty`; fields that the
 * type does not have are gone. Source: gateway-api-inference-extension v1.3.0, apix/config/v1alpha1.
 */
export function pickerConfiguration(config: PickerConfiguration) {
  const { apiVersion, kind, featureGates, saturationDetector, data } = config;
  return {
    ...(apiVersion ? { apiVersion } : {}),
    data: data
      ? {
          sources: listWritten(data.sources, (source) => ({
            pluginRef: source?.pluginRef ?? "",
            extractors: listWritten(source?.extractors, (extractor) => ({
              pluginRef: extractor?.pluginRef ?? "",
            })),
          })),
        }
      : null,
    ...(featureGates && featureGates.length > 0
      ? { featureGates: featureGates.filter((gate) => gate !== undefined) }
      : {}),
    ...(kind ? { kind } : {}),
    plugins: listWritten(config.plugins, (plugin) => ({
      name: plugin?.name ?? "",
      parameters: plugin?.parameters ?? null,
      type: plugin?.type ?? "",
    })),
    ...(saturationDetector ? { saturationDetector: detectorWritten(saturationDetector) } : {}),
    schedulingProfiles: listWritten(config.schedulingProfiles, (profile) => ({
      name: profile?.name ?? "",
      plugins: listWritten(profile?.plugins, (plugin) => ({
        pluginRef: plugin?.pluginRef ?? "",
        weight: plugin?.weight ?? null,
      })),
    })),
  };
}

/** Go has null for a list that nobody wrote. */
function listWritten<T, Written>(
  list: readonly T[] | undefined,
  write: (item: T) => Written,
): Written[] | null {
  return list?.map(write) ?? null;
}

/** Numbers that are zero are left out, a duration is not. */
function detectorWritten({
  kvCacheUtilThreshold,
  metricsStalenessThreshold = "0s",
  queueDepthThreshold,
}: NonNullable<PickerConfiguration["saturationDetector"]>) {
  return {
    metricsStalenessThreshold: goDuration(metricsStalenessThreshold),
    ...(kvCacheUtilThreshold ? { kvCacheUtilThreshold } : {}),
    ...(queueDepthThreshold ? { queueDepthThreshold } : {}),
  };
}

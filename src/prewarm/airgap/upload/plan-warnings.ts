import { counted } from "../../../report/printable.ts";
import type { Store } from "../../store/store.ts";
import type { LayoutPlan } from "../layout/layout.ts";
import type { UploadRequest } from "./upload-request.ts";

/** What a reader of the cache would stumble over, and what is not uploaded. */
export function planWarnings(plan: LayoutPlan, { layout, links }: UploadRequest, store: Store): string[] {
  const warnings: string[] = [];
  for (const [why, paths] of byReason(plan)) {
    warnings.push(`left out: ${counted(paths.length, "file")}, such as ${JSON.stringify(paths[0])}: ${why}`);
  }
  if (plan.doubledBytes > 0) {
    const instead = layout === "tree" && links !== "flatten" ? "; `--links flatten` stores them once" : "";
    warnings.push(`${plan.doubledBytes} bytes are stored twice, because links lead to them${instead}`);
  }
  const empty = plan.objects.filter(({ size }) => size === 0).length;
  // kserve_storage.py, _download_s3 and _download_azure_blob.
  if (empty > 0 && layout === "tree" && (store.kind === "s3" || store.kind === "azure")) {
    warnings.push(
      `${counted(empty, "file")} of no size: KServe's reader leaves such out; the layout tar keeps them`,
    );
  }
  if (
    layout === "nim-mirror" &&
    store.kind !== "s3" &&
    store.kind !== "https" &&
    store.kind !== "directory"
  ) {
    warnings.push("NIM reads a mirror from s3:// and https:// only");
  }
  return warnings;
}

function byReason({ leftOut }: LayoutPlan): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const { path, why } of leftOut) {
    const paths = reasons.get(why);
    if (paths) paths.push(path);
    else reasons.set(why, [path]);
  }
  return reasons;
}

import { byText } from "../../record/by-text.ts";
import { StepError } from "../step.ts";
import { cacheFiles } from "./cache-files.ts";
import type { LayoutFile, LayoutOptions, LayoutPlan } from "./layout.ts";
import { layoutPlanners } from "./planners.ts";

/**
 * The objects that a cache becomes in a store. Pure: for an upload from what the disk holds, and for a verification from the
 * record (`record.files`). Which way links went (`dup`, `flatten`) is not in the record: `flatten` where the blobs are not there.
 *
 * @throws StepError `cache/broken-link` for a link that leads out of the cache, nowhere or in a circle; `cache/unsafe` for names
 * that no store takes, and where two files would become one object.
 */
export function planLayout(files: readonly LayoutFile[], options: LayoutOptions): LayoutPlan {
  const plan = layoutPlanners[options.layout](cacheFiles(files), options);
  const objects = plan.objects.toSorted(byText(({ key }) => key));
  let last: string | undefined;
  for (const { key } of objects) {
    if (key === last || key === plan.recordKey) throw collision(key);
    if (Buffer.byteLength(key) > longestKey) throw tooLong(key);
    last = key;
  }
  return { ...plan, objects, leftOut: plan.leftOut.toSorted(byText(({ path }) => path)) };
}

/** Bytes; the limit of S3 and GCS, and of Azure in characters. The prefix takes its part of it. */
const longestKey = 1024;

function collision(key: string): StepError {
  return new StepError(
    "cache/unsafe",
    `two files of the cache would both become the object ${JSON.stringify(key)}`,
    {
      help: "upload a folder that holds the model once, or take another layout",
    },
  );
}

function tooLong(key: string): StepError {
  return new StepError(
    "cache/unsafe",
    `${JSON.stringify(key)} is longer than the ${longestKey} bytes that stores take`,
    {
      help: "shorten the path, or take the layout tar",
    },
  );
}

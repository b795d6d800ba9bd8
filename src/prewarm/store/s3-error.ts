import { UserError } from "../../user-error.ts";
import { StepError } from "../airgap/step.ts";
import { failureOf, storeError } from "./failure.ts";
import type { StoreWorld } from "./store-options.ts";

/** @throws the signal's reason where it was aborted */
export function s3Error(
  bucket: string,
  what: string,
  error: unknown,
  { env, signal }: StoreWorld,
): UserError {
  signal?.throwIfAborted();
  if (error instanceof UserError) return error;
  const failure = failureOf(error);
  const isBucket =
    failure.word?.includes("NoSuchBucket") || (failure.status === 404 && what.startsWith("the bucket"));
  if (isBucket) {
    return new StepError(
      "store/no-bucket",
      `there is no bucket ${JSON.stringify(bucket)}, or not for these credentials`,
      {
        help: "mend its name, or make it; none is made, so that a slip of the pen does not make one",
      },
    );
  }
  if (failure.message === "Region is missing") {
    return new StepError(
      "store/failed",
      `in which region the bucket ${JSON.stringify(bucket)} is was not said`,
      {
        help: "say it with --region (upload.region in the air-gap file), AWS_REGION, or in the profile of ~/.aws/config",
      },
    );
  }
  return storeError(what, failure, env);
}

import * as z from "zod";
import { StepError } from "../step.ts";

const image = z.strictObject({
  source: z.string().min(1).max(1024),
  destination: z
    .string()
    .min(1)
    .max(1024)
    // A folder of a carrier is one that `placeInCarrier` names, and no other of this machine.
    .refine(
      (place) => !place.startsWith("dir:") || /^dir:docker\/[0-9a-f]{64}$/.test(place),
      "leads elsewhere",
    ),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits"),
});

const mapping = z.strictObject({ version: z.literal(1), images: z.array(image).max(10_000) });

/** Which image is where after it was mirrored, for manifests and for the other side of the gap. */
export interface MirrorMapping {
  readonly version: 1;
  readonly images: readonly MappedImage[];
}

export type MappedImage = Readonly<z.infer<typeof image>>;

/** @param file for the message. @throws StepError where it is of another form. */
export function mappingFrom(text: string, file: string): MirrorMapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(file, "it is no JSON");
  }
  const read = mapping.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw invalid(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "of another form"}`);
}

function invalid(file: string, why: string): StepError {
  return new StepError("record/invalid", `${file} cannot be read: ${why}`, {
    help: "write it again with `nimops airgap mirror`",
  });
}

export function mappingText(images: readonly MappedImage[]): string {
  const sorted = images.map(({ source, destination, digest }) => ({ source, destination, digest }));
  sorted.sort((one, other) => (one.source < other.source ? -1 : one.source > other.source ? 1 : 0));
  return `${JSON.stringify({ version: 1, images: sorted }, undefined, 2)}\n`;
}

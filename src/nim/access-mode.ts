import { closest } from "./closest.ts";

/** How a volume may be mounted; core/v1 PersistentVolumeAccessMode. */
export const accessModes = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"] as const;

export type AccessModeName = (typeof accessModes)[number];

/** What kubectl prints in its tables, and what people then write. */
const shortForms: Readonly<Record<string, AccessModeName>> = {
  RWO: "ReadWriteOnce",
  ROX: "ReadOnlyMany",
  RWX: "ReadWriteMany",
  RWOP: "ReadWriteOncePod",
};

export function isAccessMode(text: string): text is AccessModeName {
  return accessModes.some((mode) => mode === text);
}

/** The mode that was meant: `sure` for short forms, other cases and blanks, not for guesses at typing errors. */
export function meantAccessMode(
  text: string,
): { readonly mode: AccessModeName; readonly sure: boolean } | undefined {
  const plain = text.replace(/[\s_-]/g, "");
  const short = shortForms[plain.toUpperCase()];
  if (short !== undefined) return { mode: short, sure: true };
  const same = accessModes.find((mode) => mode.toLowerCase() === plain.toLowerCase());
  if (same !== undefined) return { mode: same, sure: true };
  const near = accessModes.find((mode) => mode === closest(plain, accessModes));
  return near && { mode: near, sure: false };
}

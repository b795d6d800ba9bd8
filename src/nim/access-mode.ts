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

/** The mode that kubectl's short form stands for, in any case. */
export function accessModeOfShortForm(text: string): AccessModeName | undefined {
  const form = text.trim().toUpperCase();
  return Object.hasOwn(shortForms, form) ? shortForms[form] : undefined;
}

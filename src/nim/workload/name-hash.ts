const letters = "bcdfghjklmnpqrstvwxz2456789";

/**
 * The hash that stands in names of resource claims: FNV-1a of 32 bits, its decimal digits spelled with letters that
 * make no words. Source: k8s-nim-operator internal/utils/utils.go, GetStringHash; apimachinery rand.SafeEncodeString.
 */
export function nameHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return [...String(hash)].map((digit) => letters[digit.charCodeAt(0) % letters.length]).join("");
}

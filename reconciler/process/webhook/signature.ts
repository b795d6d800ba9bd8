import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether a body is signed with one of the secrets, as GitHub does: `sha256=` and the HMAC in hexadecimal digits. Several
 * secrets let one be replaced by another. SHA-1 (`X-Hub-Signature`) is not taken. Takes the same time whatever is wrong.
 */
export function isSigned(body: Uint8Array, header: string | undefined, secrets: readonly string[]): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1];
  const wanted = Buffer.from(given ?? "0".repeat(64), "hex");
  let isRight = false;
  for (const secret of secrets) {
    const isThis = timingSafeEqual(createHmac("sha256", secret).update(body).digest(), wanted);
    isRight ||= isThis;
  }
  return isRight && given !== undefined;
}

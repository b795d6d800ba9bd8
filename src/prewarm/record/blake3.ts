import { createBLAKE3 } from "hash-wasm";

/** Node has no BLAKE3. Loaded only where a vendor's list asks for it. */
export async function blake3Hasher() {
  return (await createBLAKE3()).init();
}

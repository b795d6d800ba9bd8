export const inventoryApiVersion = "nimops.dev/v1alpha1";
export const inventoryKind = "GPUInventory";

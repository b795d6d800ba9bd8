import type { Command } from "./command.ts";
import { inventoryExportKwokCommand } from "./inventory-export-kwok.ts";
import { inventoryFromCapiCommand } from "./inventory-from-capi.ts";
import { inventoryFromClusterCommand } from "./inventory-from-cluster.ts";
import { inventoryShowCommand } from "./inventory-show.ts";

/** `nimops inventory …`: what GPUs there are. */
export const inventoryCommands: readonly Command[] = [
  inventoryShowCommand,
  inventoryFromCapiCommand,
  inventoryFromClusterCommand,
  inventoryExportKwokCommand,
];

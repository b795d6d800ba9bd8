import type { Command } from "./command.ts";
import { profilesListCommand } from "./profiles-list.ts";
import { profilesSelectCommand } from "./profiles-select.ts";
import { profilesUpdateCommand } from "./profiles-update.ts";

/** `nimops profiles …`: what the images download, and what of it a NIMCache takes. */
export const profilesCommands: readonly Command[] = [
  profilesSelectCommand,
  profilesListCommand,
  profilesUpdateCommand,
];

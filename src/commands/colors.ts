import type { Output, World } from "./world.ts";

/** What `--color` takes. */
export const colorChoices = ["auto", "always", "never"] as const;
export type ColorChoice = (typeof colorChoices)[number];

/** https://no-color.org: a NO_COLOR that is not empty turns colours off. */
export function wantsColors(choice: ColorChoice, output: Output, env: World["env"]): boolean {
  if (choice !== "auto") return choice === "always";
  return output.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
}

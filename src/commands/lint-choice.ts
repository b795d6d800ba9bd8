import type { LintChoice } from "../../reconciler/pass/lint-choice.ts";
import { parseConfig } from "../config/parse.ts";
import { rules } from "../lint/rules/index.ts";
import type { SourceFile } from "../manifest/document.ts";

/**
 * What a nimops.yaml says about lint, for the reconciler: a revision is judged in the cluster as it was in the pull request.
 *
 * @throws UserError where it is wrong.
 */
export function lintChoiceOf(source: SourceFile): LintChoice {
  const ids = rules.map(({ id }) => id);
  const { presets, rules: severities, images, airGapped, kserve, overrides } = parseConfig(source, ids);
  return {
    settings: { presets, severities, allowedImages: images.allow, airGapped, kserve },
    overrides,
    source,
  };
}

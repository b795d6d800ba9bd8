import { causeOf } from "./cause.ts";
import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import { operatorCauses } from "./operator-causes.ts";
import { told } from "./told.ts";

/** What an error of the operator means. Such errors come again at each try, so no answer is `failed`. */
export function operatorError(text: string, resource: Live): Health {
  return (
    causeOf(operatorCauses, { code: "", text }, resource) ?? {
      health: "blocked",
      reason: "OperatorError",
      message: text.trim() === "" ? "the operator reports an error, and does not say which" : told(text),
      help: `correct the manifest; \`nimops lint\` may know the cause: \`${kubectl(resource.namespace, "describe", resource.kind.toLowerCase(), resource.name)}\``,
    }
  );
}

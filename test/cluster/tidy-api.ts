import { valueAt } from "../../src/nim/value.ts";
import { type Answer, Api } from "./api.ts";

/** Remembers what it made that belongs to no namespace, namespaces too, so that a cluster of others can be left as it was. */
export class TidyApi extends Api {
  readonly #made = new Set<string>();

  override async ask(...request: Parameters<Api["ask"]>): Promise<Answer> {
    const answer = await super.ask(...request);
    const [method, path] = request;
    const name = valueAt(answer.body, ["metadata", "name"]);
    const isLasting = path.includes("/namespaces/") || path.includes("/customresourcedefinitions");
    if (method === "POST" && answer.code === 201 && !isLasting && !path.includes("dryRun") && name) {
      this.#made.add(`${path.replace(/\?.*/, "")}/${String(name)}`);
    }
    return answer;
  }

  /** Takes away what it made; CRDs stay. */
  async tidyUp(): Promise<void> {
    for (const path of this.#made) await super.ask("DELETE", path);
    this.#made.clear();
  }
}

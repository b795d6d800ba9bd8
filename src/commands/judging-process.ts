import type { JudgeInput } from "../../reconciler/pass/judge.ts";
import { judgeHere } from "../../reconciler/pass/judge-here.ts";
import { sentError, sentJudgement } from "../../reconciler/pass/sent-judgement.ts";
import { lintChoiceOf } from "./lint-choice.ts";

/** What a process of this program does that judges for a reconciler (reconciler/process/judging-process.ts), until that is gone. */
export function judgeForParent(): void {
  const judge = judgeHere(lintChoiceOf);
  process.on("message", async (input: JudgeInput) => {
    const answer = await judge(input).then(sentJudgement, sentError);
    process.send?.(answer);
  });
}

export { type Progress, silentProgress, type Task, type TaskStage, taskStages } from "../report/progress.ts";

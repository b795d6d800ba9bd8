/** The formats that `--format` takes where a prewarm is reported. */
export const prewarmFormatNames = ["text", "json", "markdown"] as const;
export type PrewarmFormatName = (typeof prewarmFormatNames)[number];

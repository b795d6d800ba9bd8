/** The formats that `--format` takes where plans are reported. */
export const planFormatNames = ["text", "json", "markdown", "html", "github"] as const;
export type PlanFormatName = (typeof planFormatNames)[number];

/** Those in which findings and plans can stand in one report. */
export const checkFormatNames = ["text", "json", "markdown", "github"] as const;

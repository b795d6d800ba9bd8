/** Whether an answer is about too many requests; the older words are those of GitHub Enterprise Server. Source: GitHub Docs, "Rate limits for the REST API". */
export function isRateLimit(message: string, status: number, remaining?: unknown): boolean {
  if (status === 429) return true;
  return status === 403 && (remaining === "0" || /rate limit|abuse detection/i.test(message));
}

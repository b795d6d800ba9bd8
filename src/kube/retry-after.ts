/**
 * Milliseconds that a `Retry-After` header asks for. API servers send seconds; the form with a date is not theirs, and
 * needs a wall clock.
 */
export function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined;
}
